import { malformedXml } from "../s3-error.js";

/** An element of a document. Attributes and namespaces say nothing in S3's requests and are not kept. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** What is written in it, but for its children. */
  readonly text: string;
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const markup = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([\w:.-]+)([^<>]*?)(\/?)>/y;

interface Open {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a document as clients of S3 send it: elements, text, references, CDATA and comments. There are no document types and
 * no entities of one's own.
 * @throws AwsError MalformedXML
 */
export function readXml(source: string): XmlElement {
  const root: Open = { name: "", children: [], text: "" };
  const path: Open[] = [root];
  let at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < source.length) {
    const current = path.at(-1) ?? root;
    const next = source.indexOf("<", at);
    if (next !== at) {
      current.text += unescapeXml(source.slice(at, next === -1 ? undefined : next));
      at = next === -1 ? source.length : next;
      continue;
    }
    markup.lastIndex = at;
    const [found, data, closes, tag, , empty] = markup.exec(source) ?? [];
    if (found === undefined) throw malformedXml();
    at += found.length;
    if (data !== undefined) current.text += data;
    if (tag === undefined) continue;
    const name = tag.slice(tag.indexOf(":") + 1);
    if (closes !== "/") {
      const element: Open = { name, children: [], text: "" };
      current.children.push(element);
      if (empty !== "/") path.push(element);
    } else if (path.length === 1 || current.name !== name) throw malformedXml();
    else path.pop();
  }
  const [only, ...more] = root.children;
  if (path.length !== 1 || only === undefined || more.length > 0 || root.text.trim() !== "")
    throw malformedXml();
  return only;
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (_found, decimal, hex, name) => {
    if (name !== undefined) {
      const value = named[name];
      if (value === undefined) throw malformedXml();
      return value;
    }
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (code > 0x10ffff) throw malformedXml();
    return String.fromCodePoint(code);
  });
}

/** The children of a name. */
export function childrenOf({ children }: XmlElement, name: string): readonly XmlElement[] {
  return children.filter((child) => child.name === name);
}

/** What is written in the only child of a name; undefined without one. Throws MalformedXML where there are several. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const [child, ...more] = childrenOf(element, name);
  if (more.length > 0) throw malformedXml();
  return child?.text;
}

/** As {@link textOf}, where the schema requires it. */
export function requiredText(element: XmlElement, name: string): string {
  const text = textOf(element, name);
  if (text === undefined) throw malformedXml();
  return text;
}
