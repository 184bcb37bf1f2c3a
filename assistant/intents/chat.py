"""Talk about the assistant itself: greetings, what it holds and can do, how to add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Draft
from assistant.intents import INTENTS, IntentContext
from assistant.plan import Plan
from assistant.write.chat import write_chat

_CHAT = re.compile(
    r"^(?:你好|您好|谢谢|多谢|再见|早上好|下午好|嗨|hello|hi)[\s!！。~]*$|你是谁|你叫什么|你[能会](?:做|干|帮)|您能做|怎么用|如何使用|使用说明|^帮助$"
    r"|(?:怎么|如何|怎样)(?:添加|上传|导入|加|增加|放)[^，。]{0,6}(?:文件|资料|文档|表)|有(?:哪些|什么|多少)(?:资料|文件|数据|文档)|(?:资料|语料)库|收录了",
    re.IGNORECASE,
)


class Chat:
    """Such talk names no place."""

    rank, of_documents = 10, False

    def meant(self, question: str, places: Sequence[str]) -> bool:
        """See `Intent`."""
        return not places and _CHAT.search(question) is not None

    def draft(self, plan: Plan, context: IntentContext) -> Draft | None:
        """See `Intent`."""
        return write_chat(plan.question, context.search.library, context.tables)


INTENTS.register("chat")(Chat())
