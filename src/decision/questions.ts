/** What can be recommended, the simplest first: of two that score alike the simpler one is. */
export const forms = ["monolith", "lambda", "microservice"] as const;
export type Form = (typeof forms)[number];

/**
 * The guideline's "Cuándo No Usar Microservicios" (NM) and "Cuándo No Usar Serverless" (NS), in its order and by the names
 * it gives its lines.
 */
export const exceptions = {
  "NM-1": { form: "microservice", title: "Aplicaciones pequeñas" },
  "NM-2": { form: "microservice", title: "Equipos pequeños" },
  "NM-3": { form: "microservice", title: "Requisitos simples" },
  "NM-4": { form: "microservice", title: "Restricciones de recursos" },
  "NS-1": { form: "lambda", title: "Cargas de trabajo constantes" },
  "NS-2": { form: "lambda", title: "Aplicaciones con estado" },
  "NS-3": { form: "lambda", title: "Procesamiento de larga duración" },
  "NS-4": { form: "lambda", title: "Requisitos de control total" },
} as const satisfies Readonly<Record<string, { readonly form: Form; readonly title: string }>>;
export type ExceptionId = keyof typeof exceptions;

interface Choice {
  /** What the answer adds to the score of a form. */
  readonly weights: Readonly<Partial<Record<Form, number>>>;
  /** The line of a when-not list that the answer meets: its form is not recommended, whatever the scores. */
  readonly rulesOut?: ExceptionId;
}

interface ChoiceQuestion {
  /** Of the guideline's five: 1, the analysis of benefits; 2, the evaluation of costs, with the when-not lists. */
  readonly step: 1 | 2;
  /** The guideline's heading that makes it matter, verbatim. */
  readonly section: string;
  readonly choices: Readonly<Record<string, Choice>>;
}

const notMicroservices = "Cuándo No Usar Microservicios";
const notServerless = "Cuándo No Usar Serverless";

/**
 * The questions with a list of answers: the first two steps of the guideline's "Proceso de Decisión", in the order they are
 * asked. A weight is 1 where the guideline names the matter, 2 where it is what the form is for; nothing else is weighed.
 * docs/decide.md shows this table.
 */
export const choiceQuestions = {
  pace: {
    step: 1,
    section: "Autonomía de Servicios",
    choices: {
      own: { weights: { microservice: 2, lambda: 2 } },
      together: { weights: { monolith: 2 } },
    },
  },
  scale: {
    step: 1,
    section: "Ventajas",
    choices: { own: { weights: { lambda: 2, microservice: 1 } }, same: { weights: { monolith: 1 } } },
  },
  host: {
    step: 1,
    section: notMicroservices,
    choices: { yes: { weights: { monolith: 1 } }, no: { weights: {} } },
  },
  size: {
    step: 2,
    section: notMicroservices,
    choices: {
      small: { weights: { monolith: 2 }, rulesOut: "NM-1" },
      large: { weights: { microservice: 1 } },
    },
  },
  team: {
    step: 2,
    section: notMicroservices,
    choices: {
      few: { weights: { monolith: 1 }, rulesOut: "NM-2" },
      shared: { weights: { monolith: 1 } },
      own: { weights: { microservice: 1, lambda: 1 } },
    },
  },
  requirements: {
    step: 2,
    section: notMicroservices,
    choices: {
      simple: { weights: { monolith: 2 }, rulesOut: "NM-3" },
      complex: { weights: { microservice: 1 } },
    },
  },
  traffic: {
    step: 2,
    section: notServerless,
    choices: {
      constant: { weights: { microservice: 1, monolith: 1 }, rulesOut: "NS-1" },
      varying: { weights: { lambda: 1 } },
      rare: { weights: { lambda: 2 } },
    },
  },
  state: {
    step: 2,
    section: notServerless,
    choices: {
      process: { weights: { microservice: 1, monolith: 1 }, rulesOut: "NS-2" },
      store: { weights: { lambda: 1 } },
    },
  },
  duration: {
    step: 2,
    section: notServerless,
    choices: {
      seconds: { weights: { lambda: 1 } },
      minutes: { weights: { microservice: 1 } },
      longer: { weights: { microservice: 1, monolith: 1 }, rulesOut: "NS-3" },
    },
  },
  control: {
    step: 2,
    section: notServerless,
    choices: {
      full: { weights: { microservice: 1 }, rulesOut: "NS-4" },
      managed: { weights: { lambda: 1 } },
    },
  },
  coldStart: {
    step: 2,
    section: "Desventajas",
    choices: {
      matters: { weights: { microservice: 1, monolith: 1 } },
      tolerated: { weights: { lambda: 1 } },
    },
  },
  lockIn: {
    step: 2,
    section: "Desventajas",
    choices: {
      avoid: { weights: { microservice: 1, monolith: 1 } },
      accept: { weights: { lambda: 1 } },
    },
  },
} as const satisfies Readonly<Record<string, ChoiceQuestion>>;

export type ChoiceId = keyof typeof choiceQuestions;
export type ChoiceValue<Id extends ChoiceId> = keyof (typeof choiceQuestions)[Id]["choices"] & string;

export const choiceIds = Object.keys(choiceQuestions) as readonly ChoiceId[];

/** The answers a question offers, in order. */
export function valuesOf<Id extends ChoiceId>(id: Id): readonly [ChoiceValue<Id>, ...ChoiceValue<Id>[]] {
  return Object.keys(choiceQuestions[id].choices) as [ChoiceValue<Id>, ...ChoiceValue<Id>[]];
}

/** What an answer does. */
export function choiceOf(id: ChoiceId, value: string): Choice {
  const choices: Readonly<Record<string, Choice>> = choiceQuestions[id].choices;
  const choice = choices[value];
  if (choice === undefined) throw new Error(`${id}: no answer "${value}"`);
  return choice;
}

/** The figures of the second step, all of a month: what is assumed where nobody knows better, and the bounds of what is taken. */
export const figureQuestions = {
  requests: { initial: 1_000_000, min: 0, max: 1e12 },
  /** Of one request, in milliseconds. */
  meanMs: { initial: 100, min: 1, max: 86_400_000 },
  /** Lambda's own bounds. */
  memoryMb: { initial: 512, min: 128, max: 10_240 },
  /** As the guideline's Kubernetes example has it. */
  replicas: { initial: 3, min: 1, max: 1000 },
  /** US dollars. Nothing is assumed: without it no form is too dear. */
  budgetUsd: { initial: undefined, min: 0, max: 1e9 },
} as const;
export type FigureId = keyof typeof figureQuestions;
export const figureIds = Object.keys(figureQuestions) as readonly FigureId[];
