/** What a filter may ask of a result: the kind of each field, by name. */
export type Shape =
  | "text"
  | "number"
  | "flag"
  | { readonly fields: Readonly<Record<string, Shape>> }
  /** Keys of its own, each with a value of this kind. */
  | { readonly map: Shape }
  | { readonly list: Shape };

const text = "text";
const textMap: Shape = { map: text };
const texts: Shape = { list: text };

const node: Shape = {
  fields: { ID: text, Node: text, Address: text, Datacenter: text, TaggedAddresses: textMap, Meta: textMap },
};

const weights: Shape = { fields: { Passing: "number", Warning: "number" } };
const address: Shape = { fields: { Address: text, Port: "number" } };

const service: Shape = {
  fields: {
    ...{
      ID: text,
      Service: text,
      Tags: texts,
      Address: text,
      TaggedAddresses: { map: address },
      Meta: textMap,
    },
    ...{ Port: "number", Weights: weights, EnableTagOverride: "flag", Kind: text },
  },
};

const check: Shape = {
  fields: {
    ...{ Node: text, CheckID: text, Name: text, Status: text, Notes: text, Output: text, ServiceID: text },
    ...{ ServiceName: text, ServiceTags: texts, Type: text },
  },
};

/** The shapes of what Consul's lists hold (https://developer.hashicorp.com/consul/api-docs/features/filtering). */
export const shapes = {
  node,
  service,
  check,
  instance: { fields: { Node: node, Service: service, Checks: { list: check } } },
  catalogService: {
    fields: {
      ...{
        ID: text,
        Node: text,
        Address: text,
        Datacenter: text,
        TaggedAddresses: textMap,
        NodeMeta: textMap,
      },
      ...{ ServiceKind: text, ServiceID: text, ServiceName: text, ServiceTags: texts, ServiceAddress: text },
      ...{ ServiceTaggedAddresses: { map: address }, ServiceWeights: weights, ServiceMeta: textMap },
      ...{ ServicePort: "number", ServiceEnableTagOverride: "flag" },
    },
  },
} satisfies Record<string, Shape>;
