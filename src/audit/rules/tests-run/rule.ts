import { at, failOn, pass, pointer, type Rule } from "../../engine/rule.js";
import { ciPipelines } from "../../evidence/ci-pipeline.js";
import type { Hit } from "../../evidence/code-file.js";
import type { CodeText, Match } from "../../evidence/code-text.js";
import { hollowScript } from "../../evidence/hollow-scripts.js";
import { takesStep } from "../../evidence/pipeline-steps.js";
import { runningAssertion } from "../../evidence/running-tests.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const declares =
  /(?<![.\w$])(?:(?:t\.)?test|it)(?:\.(?:concurrent|sequential|only))*\s*(?:\(|\.\s*(?:each|for)\s*[(`<])|\[\s*(?:TestMethod|Fact|Theory|Test|DataTestMethod)\b/g;
/** What asks a test runner something else than to run the tests. */
const asksOnly =
  /\s--?(?:version|v|help|h|listTests|list-tests|clearCache|showConfig|init)\b|\bvitest\s+list\b/;

/** MS-9: there are tests that assert, and the pipeline runs them. */
export const rule: Rule = {
  id: "tests-run",
  item: "MS-9",
  forms: ["microservice", "lambda"],
  title: {
    en: "There are tests that assert, and the pipeline runs them",
    es: "Hay pruebas que verifican, y el pipeline las ejecuta",
  },
  severity: "high",
  waivable: true,
  section: "Testing de Funciones Serverless",
  why: {
    en: "A test that asserts nothing, or that nobody runs, protects nobody.",
    es: "Una prueba que no verifica nada, o que nadie ejecuta, no protege a nadie.",
  },
  fix: {
    en: "Write tests with assertions, and run them in CI.",
    es: "Escribe pruebas con aserciones, y ejecútalas en CI.",
  },
  evaluate(evidence) {
    const first = firstTest(evidence);
    const runners = ciPipelines(evidence)
      .filter(({ automatic }) => automatic)
      .flatMap(({ commands }) => commands)
      .filter(
        ({ text, failureIgnored }) => !failureIgnored && takesStep(text, "test") && !asksOnly.test(text),
      )
      .map((command) => ({ command, hollow: hollowScript(evidence, command, "test") }));
    const ran = runners.find(({ hollow }) => !hollow)?.command;
    const hollow = runners.find((one) => one.hollow)?.hollow;
    const problems = [
      ...(first
        ? []
        : [pointer("test", null, { en: "no test with an assertion", es: "ninguna prueba con aserción" })]),
      ...(ran
        ? []
        : [
            pointer(".github/workflows", null, { en: "CI runs no tests", es: "CI no ejecuta pruebas" }),
            ...(hollow
              ? [pointer(hollow.file, hollow.line, { en: "runs nothing", es: "no ejecuta nada" })]
              : []),
          ]),
    ];
    return failOn(
      problems,
      { en: "Testing is not automated", es: "Las pruebas no están automatizadas" },
      () =>
        pass(
          {
            en: "Tests assert, and CI runs them",
            es: "Las pruebas verifican, y CI las ejecuta",
          },
          first
            ? at(first, { en: "first assertion", es: "primera aserción" })
            : pointer("test", null, { en: "tests", es: "pruebas" }),
          pointer(ran?.file ?? ".", ran?.line ?? null, { en: "run here", es: "se ejecutan aquí" }),
        ),
    );
  },
};

const constant =
  /\b(?:const|readonly|var|let)\s+(?:bool\s+|int\s+|string\s+)?([\w$]+)\s*(?::\s*\w+\s*)?=\s*(?:-?\d[\w.]*|true|false|null|undefined|"[^"]*"|'[^']*'|`[^`$]*`)\s*(?:;|\n|$)/g;

/** Where a test asserts: one is evidence enough, and of most services every file but the first would be read for nothing else. */
function firstTest({ sources }: ServiceEvidence): Hit | undefined {
  for (const file of sources.tests) {
    const assertion = file.text.fact(firstAssertion);
    if (assertion) return file.hit(assertion);
  }
  return undefined;
}

function firstAssertion(text: CodeText): Match | undefined {
  if (!text.has(declares)) return undefined;
  return runningAssertion(text, (match) => assertsSomething(text, match));
}

function constantNames({ code }: CodeText): ReadonlySet<string> {
  return new Set([...code.matchAll(constant)].map(([, name = ""]) => name));
}

/**
 * `expect(true).toBe(true)` holds whatever the code does: an assertion names something that is no constant. And `expect(value)`
 * alone expects nothing.
 */
function assertsSomething(file: CodeText, { offset, text }: Match): boolean {
  const span = file.argumentsAfter(text.endsWith("(") ? offset + text.length - 1 : offset + text.length);
  if (text.startsWith("expect") && span && !/^\s*\)\s*\./.test(file.code.slice(span.end, span.end + 100)))
    return false;
  const receiver = text.startsWith(".") ? file.code.slice(Math.max(0, offset - 200), offset) : "";
  const asserted = `${/[^;{}]*$/.exec(receiver)?.[0] ?? ""} ${span ? file.code.slice(span.start, span.end) : ""}`;
  const constants = file.fact(constantNames);
  const names = asserted.match(/(?<![\w$.])[A-Za-z_$][\w$]*/g) ?? [];
  return names.some(
    (name) => !/^(?:true|false|null|undefined|NaN|new|void|typeof)$/.test(name) && !constants.has(name),
  );
}
