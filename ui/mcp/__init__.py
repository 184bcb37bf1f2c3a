"""The MCP server: the toolbox for agents of other makers, over stdio and HTTP."""
