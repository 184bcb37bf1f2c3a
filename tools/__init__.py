"""What the assistant can do, as LangChain tools and as commands."""
