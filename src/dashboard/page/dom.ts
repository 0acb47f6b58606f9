export type Child = Node | string | number | null | undefined | false | readonly Child[];

export interface Props {
  /** An attribute: true without a value, false or undefined not at all. */
  readonly [attribute: string]: string | number | boolean | undefined | Readonly<Record<string, string>>;
  /** CSS custom properties; the page's policy allows no style attributes. */
  readonly vars?: Readonly<Record<string, string>>;
}

const svgNames = "http://www.w3.org/2000/svg";
const svgTags = new Set(["svg", "rect", "title"]);

/** Makes an element. Text is always text: nothing that the workspace says is read as HTML. */
export function h(tag: string, props: Props = {}, ...children: readonly Child[]): HTMLElement {
  const element = (
    svgTags.has(tag) ? document.createElementNS(svgNames, tag) : document.createElement(tag)
  ) as HTMLElement;
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "object")
      for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child as readonly Child[]);
    else if (child !== null && child !== undefined && child !== false) element.append(child as Node | string);
  }
}

/**
 * Makes what is shown the same as `fresh`, element by element, so that focus, selection, scrolling and what was unfolded
 * stay. Elements with the same `data-key` are the same thing; the inside of one with `data-own` is its owner's.
 */
export function morph(shown: Element, fresh: Element): void {
  morphAttributes(shown, fresh);
  if (!shown.hasAttribute("data-own")) morphChildren(shown, fresh);
}

function morphAttributes(shown: Element, fresh: Element): void {
  for (const { name, value } of fresh.attributes) {
    if (name !== "style" && shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  for (const { name } of [...shown.attributes]) {
    // Which details are open is for the reader to say.
    if (name !== "style" && name !== "open" && !fresh.hasAttribute(name)) shown.removeAttribute(name);
  }
  const [style, wanted] = [(shown as HTMLElement).style, (fresh as HTMLElement).style];
  if (style.cssText !== wanted.cssText) style.cssText = wanted.cssText;
}

function morphChildren(shown: Element, fresh: Element): void {
  const wanted = [...fresh.childNodes];
  const wantedKeys = new Set(wanted.map(keyOf).filter((key) => key !== undefined));
  for (const child of [...shown.children]) {
    const key = keyOf(child);
    if (key !== undefined && !wantedKeys.has(key)) child.remove();
  }
  const byKey = new Map([...shown.children].map((child) => [keyOf(child), child] as const));
  let at: ChildNode | null = shown.firstChild;
  for (const next of wanted) {
    const key = keyOf(next);
    const match: ChildNode | undefined = key === undefined ? matchOf(at, next) : byKey.get(key);
    if (match === undefined) {
      shown.insertBefore(next, at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else shown.insertBefore(match, at);
    if (match instanceof Element && next instanceof Element) morph(match, next);
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
  }
  while (at !== null) {
    const gone: ChildNode = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function matchOf(shown: ChildNode | null, next: ChildNode): ChildNode | undefined {
  return shown !== null && keyOf(shown) === undefined && shown.nodeName === next.nodeName ? shown : undefined;
}

function keyOf(node: Node): string | undefined {
  return node instanceof Element ? (node.getAttribute("data-key") ?? undefined) : undefined;
}
