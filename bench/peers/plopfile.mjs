// One generator over the tree that bench/service-peers.ts prepares. Paths and answers come from the environment.
const { PEER_TEMPLATES: base, PEER_OUT: destination, PEER_CONTEXT: context } = process.env;

export default function plopfile(plop) {
  plop.setGenerator("service", {
    description: "the tree of msx new service",
    prompts: [],
    actions: [
      {
        type: "addMany",
        base,
        destination,
        templateFiles: `${base}/**/*`,
        globOptions: { dot: true },
        stripExtensions: ["hbs"],
        data: JSON.parse(context),
      },
    ],
  });
}
