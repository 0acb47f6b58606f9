import type { RestAnswer } from "../../front/aws-service.js";
import { textElement } from "../../front/encode-xml.js";
import type { XmlElement } from "./read-xml.js";

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** What an element holds: text, numbers and flags by name, or XML that is written already. Absent members are left out. */
type Members = Readonly<Record<string, string | number | boolean | undefined>>;

/** Elements with text in them, one for each member. */
export function texts(members: Members): string {
  return Object.entries(members)
    .map(([name, value]) => (value === undefined ? "" : textElement(name, String(value))))
    .join("");
}

/** @param inner XML */
export function element(name: string, inner: string): string {
  return `<${name}>${inner}</${name}>`;
}

/** A document that was read, without its attributes. */
export function xmlOf({ name, children, text }: XmlElement): string {
  return children.length === 0 ? textElement(name, text) : element(name, children.map(xmlOf).join(""));
}

/** An answer that is a document. @param inner XML */
export function xmlAnswer(
  root: string,
  inner: string,
  headers: Readonly<Record<string, string>> = {},
): RestAnswer {
  return {
    headers: { "content-type": "application/xml", ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner}</${root}>`,
  };
}
