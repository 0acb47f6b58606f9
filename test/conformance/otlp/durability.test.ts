import { expect, onTestFinished, test } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";

const resource = { attributes: [{ key: "service.name", value: { stringValue: "user-service" } }] };
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

async function send(url: string, signal: string, body: object): Promise<void> {
  const response = await fetch(`${url}/v1/${signal}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect([response.status, await response.json()]).toEqual([200, {}]);
}

function sendSpan(url: string, number: number): Promise<void> {
  const spanId = number.toString(16).padStart(16, "0");
  const times = { startTimeUnixNano: String(number), endTimeUnixNano: String(number + 1) };
  const spans = [{ traceId, spanId, name: `span ${number}`, kind: 2, ...times }];
  return send(url, "traces", { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

function sendLog(url: string, text: string): Promise<void> {
  const logRecords = [{ timeUnixNano: "5", severityNumber: 9, body: { stringValue: text } }];
  return send(url, "logs", { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
}

function sendPoint(url: string, asDouble: number): Promise<void> {
  const metrics = [{ name: "orders", gauge: { dataPoints: [{ timeUnixNano: "7", asDouble }] } }];
  return send(url, "metrics", { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
}

/** All that a receiver answers to a reader. */
async function everything(url: string): Promise<unknown[]> {
  const paths = [`traces/${traceId}`, "traces", "logs", "metrics", "services"];
  return Promise.all(paths.map(async (path) => (await fetch(`${url}/api/${path}`)).json()));
}

test("what was answered survives kill -9, time and again", async () => {
  const otlp = new EmulatorProcess("otlp", tempFolder());
  onTestFinished(() => otlp.kill());
  let { url } = await otlp.start();
  for (const round of [1, 2, 3]) {
    for (const step of [0, 1, 2]) {
      await sendSpan(url, 10 * round + step);
      await sendLog(url, `round ${round}, step ${step}`);
      await sendPoint(url, 10 * round + step);
    }
    const before = await everything(url);
    ({ url } = await otlp.killAndRestart());
    expect(await everything(url)).toEqual(before);
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
      ...{ spans: 3 * round, logs: 3 * round, series: 1 },
    });
  }
});

test("what many exporters are answered at the moment of the kill is there", async () => {
  const otlp = new EmulatorProcess("otlp", tempFolder());
  onTestFinished(() => otlp.kill());
  const { url } = await otlp.start();
  const answered: number[] = [];
  let next = 0;
  const exporters = Array.from({ length: 8 }, async () => {
    for (;;) {
      next += 1;
      const number = next;
      try {
        await sendSpan(url, number);
      } catch {
        return;
      }
      answered.push(number);
      if (answered.length === 300) await otlp.kill();
    }
  });
  await Promise.all(exporters);
  expect(answered.length).toBeGreaterThanOrEqual(300);
  const { url: again } = await otlp.start();
  const { spans } = (await (await fetch(`${again}/api/traces/${traceId}`)).json()) as {
    spans: { name: string }[];
  };
  const kept = new Set(spans.map(({ name }) => name));
  expect(answered.filter((number) => !kept.has(`span ${number}`))).toEqual([]);
});
