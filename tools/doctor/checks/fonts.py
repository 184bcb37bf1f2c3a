"""The font of charts and exports: is there, opens, and sets Chinese."""

from __future__ import annotations

from collections.abc import Iterator

from core.settings import Settings
from tools.charts import typeface
from tools.doctor import CHECKS, Check, Finding, fine

TRIED = "义务教育优质均衡差异系数"
REINSTALL = "请重新安装本程序（tools/charts/font 缺失或损坏）"


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    from matplotlib.ft2font import FT2Font

    try:
        known = frozenset(map(chr, FT2Font(str(typeface.FILE)).get_charmap()))
    except (OSError, RuntimeError):
        yield Finding(level="bad", what="图表用的字体打不开", next_step=REINSTALL)
        return
    lacking = [one for one in TRIED if one not in known]
    if lacking:
        yield Finding(level="bad", what=f"图表用的字体缺字：{''.join(lacking)}", next_step=REINSTALL)
    else:
        yield fine("图表用的字体能用")


CHECKS.register("fonts")(Check(title="字体", order=60, look=look))
