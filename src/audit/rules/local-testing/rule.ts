import { at, failOn, notApplicable, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { runningAssertion } from "../../evidence/running-tests.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const declares =
  /(?<![.\w$])(?:test|it|describe)(?:\s*\.\s*\w+)?\s*(?:\([^)]*\)\s*)?\(|\[\s*(?:TestMethod|Fact|Theory|Test|DataTestMethod|\w*Fact)\b/g;
/** What a test says that talks to an AWS on this machine; the ports are those of LocalStack, DynamoDB Local, ElasticMQ and `sam local`. */
const local =
  /AWS_ENDPOINT_URL|localstack|LocalStack|dynamodb-local|testcontainers|Testcontainers|@architect\/sandbox|jest-dynalite|dynalite|ServiceURL|(?:localhost|127\.0\.0\.1):(?:4566|4569|8000|9324|300[0-2])\b/;
const starts = /^(?:sam|serverless|sls|osls)\s+(?:local|offline)\b|^local start-(?:api|lambda)/;
const eventFile = /(?:^|\/)(?:events?|test-events|samples)\/[\w./-]+\.json$/;

/** SL-5: the functions can be tried and tested without deploying them. */
export const rule: Rule = {
  id: "local-testing",
  item: "SL-5",
  title: {
    en: "The functions are tested on this machine, with sample events",
    es: "Las funciones se prueban en la máquina local, con eventos de ejemplo",
  },
  severity: "medium",
  waivable: true,
  section: "Integration Testing",
  why: {
    en: "Who can only try a function by deploying it tries it seldom. A test against a local AWS finds what mocks hide: conditions, keys, formats.",
    es: "Quien solo puede probar una función desplegándola la prueba poco. Una prueba contra un AWS local encuentra lo que los mocks ocultan: condiciones, claves, formatos.",
  },
  fix: {
    en: "Write an integration test that uses a local AWS (AWS_ENDPOINT_URL, LocalStack, sam local) and keep a sample event for msx invoke in events/*.json.",
    es: "Escribe una prueba de integración que use un AWS local (AWS_ENDPOINT_URL, LocalStack, sam local) y guarda un evento de ejemplo para msx invoke en events/*.json.",
  },
  evaluate(evidence) {
    if (evidence.code.length === 0 && evidence.sources.tests.length === 0)
      return notApplicable({ en: "There is no code", es: "No hay código" });
    const test = integrationTest(evidence);
    const samples = sampleEvents(evidence);
    const problems: Pointer[] = [
      ...(test
        ? []
        : [
            pointer(evidence.sources.tests[0]?.path ?? "test", null, {
              en: "no test asserts against a local AWS",
              es: "ninguna prueba verifica contra un AWS local",
            }),
          ]),
      ...samples.broken,
      ...(samples.good.length > 0 || samples.broken.length > 0
        ? []
        : [pointer("events", null, { en: "no sample event", es: "ningún evento de ejemplo" })]),
    ];
    return failOn(
      problems,
      { en: "Local testing is not complete", es: "Las pruebas locales no están completas" },
      () =>
        pass(
          {
            en: "Tested against a local AWS, with sample events",
            es: "Se prueba contra un AWS local, con eventos de ejemplo",
          },
          test
            ? at(test, { en: "local integration test", es: "prueba de integración local" })
            : pointer("test", null, { en: "test", es: "prueba" }),
          ...samples.good.slice(0, 3),
        ),
    );
  },
};

/** An assertion of a test file that talks to a local AWS, itself or by a helper it imports. */
function integrationTest({ sources: { tests } }: ServiceEvidence): Hit | undefined {
  const helpers = tests
    .filter((file) => mentions(file) && runningAssertion(file.text) === undefined)
    .map(
      ({ path }) =>
        path
          .replace(/\.\w+$/, "")
          .split("/")
          .at(-1) ?? "",
    );
  for (const file of tests) {
    if (!file.has(declares)) continue;
    const imports = file.literals.some(({ text }) => {
      const name =
        text
          .replace(/\.\w+$/, "")
          .split("/")
          .at(-1) ?? "";
      return text.startsWith(".") && helpers.includes(name);
    });
    const assertion = mentions(file) || imports ? runningAssertion(file.text) : undefined;
    if (assertion) return file.hit(assertion);
  }
  return undefined;

  /** In live code, or a literal that is a value: neither a comment nor the title of a test is evidence. */
  function mentions(file: (typeof tests)[number]): boolean {
    return (
      local.test(file.code) ||
      file.literals.some(({ text }) => starts.test(text) || (!/\s/.test(text) && local.test(text)))
    );
  }
}

function sampleEvents(evidence: ServiceEvidence): { readonly good: Pointer[]; readonly broken: Pointer[] } {
  const good: Pointer[] = [];
  const broken: Pointer[] = [];
  for (const path of evidence.paths(eventFile)) {
    const file = evidence.parsed(path);
    const data = file?.documents[0]?.data;
    if (typeof data === "object" && data !== null && !Array.isArray(data) && Object.keys(data).length > 0)
      good.push(pointer(path, 1, { en: "sample event", es: "evento de ejemplo" }));
    else
      broken.push(
        pointer(path, file?.problem?.line ?? 1, { en: "no JSON event", es: "no es un evento JSON" }),
      );
  }
  return { good, broken };
}
