// Contracts compared with a commit, in a workspace of two generated services that rely on each other, with the built command.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { msx, msxJson } from "../helpers/msx.js";
import { suiteFolder } from "../helpers/temp-folder.js";

interface Report {
  readonly services: readonly {
    readonly name: string;
    readonly items: readonly {
      readonly rules: readonly {
        readonly id: string;
        readonly verdict: string;
        readonly message: string;
        readonly evidence: readonly {
          readonly file: string;
          readonly line: number | null;
          readonly note: string;
        }[];
      }[];
    }[];
  }[];
}

const suite = suiteFolder();
const shop = (): string => path.join(suite(), "shop");
const contract = "services/payment-service/contracts/openapi.json";
const client = "services/order-service/src/adapters/http-payment-gateway.ts";

beforeAll(async () => {
  await msx(["new", "workspace", "shop", "--yes"], { cwd: suite() });
  for (const name of ["payment", "order"])
    await msx(["new", "service", `${name}-service`, "--reference", name, "--yes"], { cwd: shop() });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "first");
  await git("checkout", "--quiet", "-b", "work");
});
beforeEach(() => git("checkout", "--quiet", "--", "."));

async function git(...args: string[]): Promise<void> {
  await execa("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], { cwd: shop() });
}

function edit(file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(path.join(shop(), file), "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path.join(shop(), file), after);
}

/** What the two rules say of the payment service, and with which exit code. */
async function compared(...flags: string[]) {
  const cache = { env: { XDG_CACHE_HOME: path.join(suite(), "cache") } };
  const { exitCode, result } = await msxJson<Report>(["audit", "checklist", ...flags], {
    cwd: shop(),
    ...cache,
  });
  const rules = result.services
    .filter(({ name }) => name === "payment-service")
    .flatMap(({ items }) => items.flatMap((item) => item.rules));
  const of = (id: string) => rules.find((rule) => rule.id === id);
  const [contracts, consumers] = [of("contract-compatible"), of("consumers-unbroken")];
  return { exitCode, contracts, consumers, verdicts: [contracts?.verdict, consumers?.verdict] };
}

test("a change in place breaks the contract and its consumer, and no earlier audit answers for it", async () => {
  edit(contract, '"/api/v1/payments/{id}/refund"', '"/api/v1/payments/{id}/return"');
  expect((await compared()).verdicts).toEqual(["not-applicable", "not-applicable"]);
  const { exitCode, verdicts, contracts, consumers } = await compared("--base", "main");
  expect([exitCode, ...verdicts]).toEqual([3, "fail", "fail"]);
  expect(contracts?.evidence).toEqual([
    expect.objectContaining({
      file: contract,
      line: expect.any(Number),
      note: expect.stringMatching(
        /^POST \/api\/v1\/payments\/\{id\}\/refund: is gone \(main: contracts\/openapi\.json:\d+\)$/,
      ),
    }),
  ]);
  expect(consumers?.message).toBe("Breaks order-service");
  expect(consumers?.evidence.map(({ file }) => file)).toEqual([
    contract,
    "services/order-service/service.yaml",
    client,
  ]);
  expect((await compared("--base", "HEAD", "--changed")).verdicts).toEqual(["fail", "fail"]);
  await git("commit", "--quiet", "--all", "--message", "break");
  expect((await compared("--base", "HEAD")).verdicts).toEqual(["pass", "pass"]);
  await git("reset", "--quiet", "--hard", "main");
});

test("a new major version under its own path is announced; who still calls the old one is broken, until it moves", async () => {
  edit(contract, '"version": "1.0.0"', '"version": "2.0.0"');
  edit(contract, /\/api\/v1\//g, "/api/v2/");
  expect((await compared("--base", "main")).verdicts).toEqual(["pass", "fail"]);
  edit(client, /\/api\/v1\//g, "/api/v2/");
  expect((await compared("--base", "main")).verdicts).toEqual(["pass", "pass"]);
});

test("a base that cannot be read, and --changed without one, are refused", async () => {
  const refused = async (...flags: string[]) => {
    const { exitCode, stderr } = await msx(["audit", "checklist", ...flags], { cwd: shop() });
    expect(exitCode).toBe(2);
    return stderr;
  };
  const [unknown, without] = await Promise.all([refused("--base", "nowhere"), refused("--changed")]);
  expect(unknown).toContain("Cannot compare with nowhere");
  expect(without).toContain("--base");
});
