/**
 * Runs in the page: the texts that stand out from what is behind them by less than `least`, as WCAG 2.2 reckons it.
 * Only plain colours are looked at; the page has no others behind text but the meter, whose two are both plain.
 */
export function lowContrasts(least: number): string[] {
  const parse = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red = 0, green = 0, blue = 0]: number[]): number => {
    const [r = 0, g = 0, b = 0] = [red, green, blue]
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: Element): number[] => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || (colour[3] ?? 0) === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>("body *")) {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent?.trim());
    if (text.join("") === "" || !element.checkVisibility({ visibilityProperty: true })) continue;
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least)
      found.push(
        `${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${text.join(" ").slice(0, 40)}`,
      );
  }
  return found;
}
