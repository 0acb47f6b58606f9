/**
 * Whether a line of a function's log is Lambda's own word on an invocation that went as it should: `START`, `END`, `REPORT` or
 * `INIT_START`, or the same as JSON events (Lambda: "Log formats"). `msx logs` shows them all.
 */
export function isPlatformLine(text: string): boolean {
  if (/^(START|END|REPORT) RequestId: |^INIT_START /.test(text))
    return !/\bStatus: (timeout|error)\b/.test(text);
  return (
    /^\{"time":"[^"]+","type":"platform\.(start|initStart|runtimeDone)"/.test(text) || isGoodReport(text)
  );
}

function isGoodReport(text: string): boolean {
  return /^\{"time":"[^"]+","type":"platform\.report"/.test(text) && text.includes('"status":"success"');
}
