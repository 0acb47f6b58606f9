/** The query protocol by hand: what SDKs of before SQS's JSON, and many that are used today, send. */
export async function query(
  url: string,
  service: string,
  form: Record<string, string>,
): Promise<{ readonly status: number; readonly xml: string }> {
  const credential = `test/20260101/us-east-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=00`;
  const headers = { authorization, "x-amz-date": "20260101T000000Z" };
  const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(form) });
  return { status: response.status, xml: await response.text() };
}

/** The texts of an element, in order. */
export function texts(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text = ""]) => text);
}
