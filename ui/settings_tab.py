"""The settings tab: what 我区 means, the colours of the page, and which engine writes the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.model.making import OPENAI
from core.errors import DataError
from core.settings import Settings
from core.viewer import LOCAL_VIEWER
from corpus.preferences import Preferences
from ui.account_tab import build_account
from ui.border import at_the_border
from ui.doors import needs
from ui.render import error_html
from ui.templating import render

if TYPE_CHECKING:
    from ui.rooms import Rooms

NO_HOME = "（不设：问到“我区”“我县”时再选）"
THEMES = (("跟随系统", "system"), ("浅色", "light"), ("深色", "dark"))
_HOW = (
    ("CEWEN_LLM_BASE_URL", "接口地址（OpenAI 兼容），留空就是离线写作"),
    ("CEWEN_LLM_MODEL", "模型名"),
    ("CEWEN_LLM_API_KEY", "密钥，不会在网页上显示"),
    ("CEWEN_LLM_TIMEOUT_S", "一次回答最多等多少秒，到时用离线答案"),
)


class SettingsDesk:
    """What the tab shows and keeps.

    Args:
        settings: What the environment sets.
        preferences: What the owner set on the page.
        places: Full names of the places that may be home.
    """

    def __init__(self, settings: Settings, preferences: Preferences, places: Callable[[], list[str]]) -> None:
        self._settings = settings
        self._preferences = preferences
        self._places = places

    @property
    def home(self) -> str:
        """What 我区 means in conversations that are begun, or ''."""
        return self._preferences.home

    def choices(self) -> list[tuple[str, str]]:
        """Places that may be home, with the one that is, should the corpus speak of it no more."""
        names = self._places()
        kept = [self.home] if self.home and self.home not in names else []
        return [(NO_HOME, ""), *((name, name) for name in [*kept, *names])]

    def set_home(self, home: str | None) -> str:
        """Keep what 我区 means; what is told of it.

        Raises:
            DataError: If the corpus speaks of no such place.
        """
        wanted = home or ""
        if wanted and wanted not in [value for _, value in self.choices()]:
            raise DataError(f"资料里没有“{wanted}”", next_step="请从列表里选")
        self._preferences.set_home(wanted)
        if wanted:
            text = f"已保存：新开的对话里，“我区（县、市）”指 {wanted}。"
        elif self._settings.home_place:
            text = f"已保存：按环境设置，“我区（县、市）”指 {self._settings.home_place}。"
        else:
            text = "已保存：问到“我区（县、市）”时再选。"
        return render("said.html", text=text)

    def about_home(self) -> str:
        """What holds where nothing is chosen."""
        own = self._settings.home_place
        rest = (
            f"不设时按环境设置 CEWEN_HOME_PLACE，现在是 {own}。" if own else "不设时会反问一次，点选后这次对话都记得。"
        )
        return render("where.html", text=f"只影响新开的对话，已有的对话照旧。{rest}")

    def engine(self) -> str:
        """Which engine writes the answers, and how to set another."""
        # Another provider needs no address.
        other = self._settings.llm_provider if self._settings.llm_provider != OPENAI else ""
        return render(
            "engine.html",
            address=self._settings.llm_base_url or other,
            model=self._settings.llm_model or "（未写模型名）",
            how=_HOW,
        )


def build_settings(rooms: Rooms, page: Any) -> Any:
    """The tab's components; the list of places, which grows with the corpus.

    Args:
        rooms: Each person's settings.
        page: The Blocks, whose opening shows the colours that the browser keeps.
    """
    import gradio as gr

    # What the environment sets is the same for everybody.
    common = rooms.of(LOCAL_VIEWER).own

    @needs("查询")
    def set_home(chosen: str | None) -> str:
        return rooms.here().own.set_home(chosen)

    with gr.Column(elem_id="cw-settings"):
        if rooms.accounts is not None:
            build_account(rooms.accounts, page)
        first = rooms.at_first(lambda room: (room.own.choices(), room.own.home), ([(NO_HOME, "")], ""))
        home = gr.Dropdown(first[0], value=first[1], label="我区、我县、我市指哪里", filterable=True, elem_id="cw-home")
        gr.HTML(common.about_home())
        result = gr.HTML("", elem_id="cw-home-told", elem_classes="cw-told")
        theme = gr.Radio(list(THEMES), value="system", label="颜色（只在这个浏览器里）", elem_id="cw-theme")
        gr.HTML(common.engine())
    home.input(at_the_border(set_home, error_html), [home], [result], show_progress="hidden")
    theme.input(None, [theme], None, js="(chosen) => cewenTheme.choose(chosen)")
    page.load(None, None, [theme], js="() => cewenTheme.chosen()")
    return home
