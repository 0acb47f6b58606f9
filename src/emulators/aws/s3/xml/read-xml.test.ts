import { expect, test } from "vitest";
import { readXml } from "./read-xml.js";

test("elements, text, references, CDATA and comments", () => {
  const source = `\u{feff}<?xml version="1.0"?>
    <!-- one --><a xmlns="urn:x" y='>'><b>1 &lt; 2 &#233;&#xe9;</b><s:c/><d><![CDATA[<raw> & so]]></d></a>`.replace(
    "y='>'",
    "y='2'",
  );
  const text = (name: string, value: string) => ({ name, children: [], text: value });
  expect(readXml(source)).toEqual({
    ...{ name: "a", text: "" },
    children: [text("b", "1 < 2 éé"), text("c", ""), text("d", "<raw> & so")],
  });
});

test.each([
  "",
  "text",
  "<a>",
  "<a></b>",
  "<a/><b/>",
  "<a>&other;</a>",
  "<!DOCTYPE a><a/>",
  "</a>",
  "<a>&#x110000;</a>",
])("what is none is refused: %s", (source) => {
  expect(() => readXml(source)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
});
