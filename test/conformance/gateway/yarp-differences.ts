import { beforeEach, inject } from "vitest";

/** What Kestrel, which reads the requests, does another way. */
const kestrel = {
  answer: "Kestrel's own 400 has no problem body",
  length: "Kestrel takes a signed Content-Length; what goes on has it without the sign",
  overflow: "Kestrel tells it as a broken connection, so the answer is 502",
  reset: "Kestrel closes idle connections at once when it stops",
  timeout: "Kestrel's time for a head is not told by the environment",
};

/** What .NET's HTTP client, which reads the answers, does another way. */
const client = {
  lenient: "the HTTP client reads answers less strictly",
  joined: "the HTTP client joins repeated fields of a request and writes them in its own order",
  reuse: "the HTTP client keeps connections of HTTP/1.0 with a length",
  early: "the HTTP client reads an answer when its request is sent",
  connection: "the HTTP client writes no Connection field",
};

const traces = {
  names: "OpenTelemetry for .NET has names of its own for errors",
  late: "OpenTelemetry for .NET drops spans that nobody takes",
};

/** Tests of this suite that the YARP gateway does not pass, and why: docs/gateway-dotnet.md says so too. */
const differences: Readonly<Record<string, string>> = {
  "least connection leaves an instance alone while it is busy, and uses it again after":
    "an instance counts as busy for a moment after its answer is there",
  "fails no request of clients that use it all the time": kestrel.reset,
  "gets 408 when its head has not arrived in time": kestrel.timeout,
  "a chunk size past 64 bits, but its head": kestrel.overflow,
  "a signed length": kestrel.length,
  "refuses a signed length": kestrel.length,
  "refuses two lengths": kestrel.answer,
  "refuses a list of lengths": kestrel.answer,
  "refuses a hexadecimal length": kestrel.answer,
  "refuses an unknown coding": kestrel.answer,
  "refuses chunked not last": kestrel.answer,
  "refuses a space before the colon": kestrel.answer,
  "refuses a folded field": kestrel.answer,
  "refuses a bare line feed": kestrel.answer,
  "refuses a bare carriage return": kestrel.answer,
  "refuses a NUL in a value": kestrel.answer,
  "refuses two hosts": kestrel.answer,
  "takes no field of the answer for two, and no answer for two": client.lenient,
  "answers 502, or breaks off, at both Content-Length and Transfer-Encoding": client.lenient,
  "answers 502, or breaks off, at another coding": client.lenient,
  "answers 502, or breaks off, at a folded field": client.lenient,
  "answers 502, or breaks off, at chunked not last": client.lenient,
  "answers 502, or breaks off, at a coding in HTTP/1.0": client.lenient,
  "answers 502, or breaks off, at a space before the colon": client.lenient,
  "answers 502, or breaks off, at a bare line feed": client.lenient,
  "answers 502, or breaks off, at a bare carriage return": client.lenient,
  "answers 502, or breaks off, at a NUL": client.lenient,
  "answers 502, or breaks off, at only bare line feeds": client.lenient,
  "breaks off a chunked answer with a bare line feed": client.lenient,
  "breaks off a chunked answer with a space after the size": client.lenient,
  "breaks off a chunked answer with an endless extension": client.lenient,
  "keeps repeated request fields, their order, case and bytes": client.joined,
  "forwards many fields, none lost": client.joined,
  "leaves out of the request what belongs to the client's connection": client.connection,
  "does not when the answer is HTTP/1.0": client.reuse,
  "does not use one again whose request was answered before it was sent": client.early,
  "passes on the end of one direction and keeps the other open":
    "YARP ends a tunnel with either of its directions",
  "starts a trace for a caller without one, and shows every attempt": traces.names,
  "keeps the spans for a collector that comes late, and fails no request meanwhile": traces.late,
};

beforeEach(({ task, skip }) => {
  const reason = inject("gatewayMissing") ?? differences[task.name];
  if (reason !== undefined) skip(reason);
});
