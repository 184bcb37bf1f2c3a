"""Places that only a title and its text know."""

from __future__ import annotations

import pytest

from core.place import gazetteer
from ingest.titled_places import opening_place

TEXT = "青岚县2024年教育工作总结\n湖北省青岚县教育局\n2024年，全县有小学12所。"


@pytest.mark.parametrize(
    ("title", "text", "full"),
    [
        ("青岚县2024年教育工作总结", TEXT, "湖北省青岚县"),
        ("03_青岚县2024年教育工作总结", TEXT, "湖北省青岚县"),
        ("湖北省青岚县2024年教育工作总结", TEXT, "湖北省青岚县"),
        ("青岚县教师招聘公告", "青岚县教师招聘公告\n青岚县教育局招聘教师12名。", "青岚县"),
    ],
)
def test_a_title_that_opens_with_an_unknown_county_tells_the_place(title: str, text: str, full: str) -> None:
    found = opening_place(title, text, gazetteer())
    assert found is not None
    assert found.full_name == full


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("全县2024年教育工作总结", TEXT),
        ("我区2024年教育工作总结", "我区教育局"),
        ("示范区2024年工作总结", "示范区教育局、示范区管委会、示范区"),
        ("大学区教育集团2024年总结", "大学区教育集团"),
        ("徐州市鼓楼区2024年教育工作总结", "徐州市鼓楼区教育局"),
        ("青岚县2024年教育工作总结", "青岚县2024年教育工作总结\n今年招生120人。"),
    ],
    ids=["whole", "ours", "kind", "school zone", "known", "told nowhere else"],
)
def test_other_titles_tell_none(title: str, text: str) -> None:
    assert opening_place(title, text, gazetteer()) is None
