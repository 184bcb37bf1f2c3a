"""What tests of conversations do on the page: ask, open, look where a thing stands."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

SHARE, STREET = "涧西区公办园在园幼儿占比是多少？", "宁波“最美上学路”有多少条"
GROWTH = "江苏优质均衡监测达标率从17年到现在涨了多少个百分点"
# For each text that can be seen: its ratio of contrast to the nearest ground that is not see-through.
CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((v) => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const ground = (one) => { for (; one; one = one.parentElement) { const made = parse(getComputedStyle(one).backgroundColor);
    if (made.length === 3 || made[3] === 1) return made; } return [255, 255, 255]; };
  const seen = [];
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim());
    if (!own || !one.checkVisibility({visibilityProperty: true}) || one.closest('script, style, dialog:not([open])')) continue;
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    seen.push([(a + 0.05) / (b + 0.05), one.textContent.trim().slice(0, 40)]);
  }
  return seen;
}"""


def ask(page: Page, question: str) -> Locator:
    before = page.locator("#cw-talk .cw-answer").count()
    page.fill("#cw-question textarea", question)
    page.click("#cw-send")
    answer = page.locator("#cw-talk .cw-answer").nth(before)
    answer.wait_for(timeout=60_000)
    return answer


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("#cw-question textarea")
    page.wait_for_timeout(1_000)
    return page


def inside(page: Page, what: Locator) -> bool:
    box = what.bounding_box()
    size = page.viewport_size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"] and box["x"] + box["width"] <= size["width"]


def side(page: Page) -> None:
    if not page.locator("#cw-side").is_visible():
        page.click(".cw-menu")
