/**
 * The code of a function that can say things to a queue, named by its variable QUEUE.
 * @param body of its handler: has `event`, `context` and `report(value)`
 */
export function reporting(body: string): string {
  return `
    async function report(value) {
      const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
        method: "POST",
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
        body: JSON.stringify({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify(value) }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    }
    exports.handler = async (event, context) => { ${body} };`;
}
