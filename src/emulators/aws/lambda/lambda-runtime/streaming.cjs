"use strict";

/** The global by which handlers stream their response. The stream is gathered: Invoke answers it as a whole. */
function installStreaming() {
  globalThis.awslambda = {
    streamifyResponse(handler) {
      const streaming = (event, context) =>
        new Promise((resolve, reject) => {
          const { Writable } = require("node:stream");
          const pieces = [];
          const stream = new Writable({
            write(piece, _encoding, done) {
              pieces.push(piece);
              done();
            },
          });
          stream.setContentType = () => undefined;
          stream.on("finish", () => resolve(Buffer.concat(pieces)));
          stream.on("error", reject);
          Promise.resolve(handler(event, stream, context)).catch(reject);
        });
      return Object.assign(streaming, { streams: true });
    },
    HttpResponseStream: {
      from() {
        throw new Error("awslambda.HttpResponseStream is for function URLs, which msx does not emulate");
      },
    },
  };
}

module.exports = { installStreaming };
