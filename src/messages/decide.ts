import type { MessageTable } from "./text.js";

/** What `msx decide` asks, answers and writes: questions, their answers, reasons. */
export const decideMessages = {
  "command.decide.summary": {
    en: "recommend a form for a service by the guideline's decision process, and record the decision",
    es: "recomendar una forma para un servicio con el proceso de decisión del lineamiento, y registrar la decisión",
  },
  "command.decide.description": {
    en: "Asks the guideline's five steps and when-not lists, or reads the answers from a file. Recommends a monolith, a microservice or a Lambda, with reasons, a monthly cost and what contradicts itself, and writes a numbered record into docs/decisions; none is ever overwritten.",
    es: "Pregunta los cinco pasos y las listas de cuándo no usar del lineamiento, o lee las respuestas de un archivo. Recomienda un monolito, un microservicio o una Lambda, con razones, un costo mensual y lo que se contradice, y escribe un registro numerado en docs/decisions; nunca sobrescribe ninguno.",
  },
  "arg.decide.name": { en: "of the service that it is about", es: "del servicio del que se trata" },
  "flag.decide.answers": {
    en: "YAML or JSON with the answers, - for standard input (default: ask)",
    es: "YAML o JSON con las respuestas, - para la entrada estándar (por defecto: preguntar)",
  },
  "flag.decide.dry-run": {
    en: "recommend and write nothing; works outside a workspace too",
    es: "recomendar y no escribir nada; funciona también fuera de un espacio de trabajo",
  },
  "decide.form.monolith": { en: "a module of a monolith", es: "un módulo de un monolito" },
  "decide.form.microservice": { en: "a microservice", es: "un microservicio" },
  "decide.form.lambda": { en: "a Lambda", es: "una Lambda" },

  "decide.step.benefits": {
    en: "1 of 5: benefits. What it is worth, and what the form is for.",
    es: "1 de 5: análisis de beneficios. Qué vale y para qué sirve la forma.",
  },
  "decide.step.costs": {
    en: "2 of 5: costs. Complexity, load and limits.",
    es: "2 de 5: evaluación de costos. Complejidad, carga y límites.",
  },
  "decide.step.approval": { en: "3 of 5: approval.", es: "3 de 5: aprobación." },
  "decide.step.documentation": {
    en: "4 of 5: documentation. The record is written when all is answered.",
    es: "4 de 5: documentación. El registro se escribe cuando todo está respondido.",
  },
  "decide.step.review": { en: "5 of 5: review.", es: "5 de 5: revisión." },
  "decide.too-short": {
    en: "The audit wants at least {words} words on value and measure: complete them in the record before it is approved.",
    es: "La auditoría pide al menos {words} palabras sobre el valor y cómo se mide: complétalas en el registro antes de que se apruebe.",
  },
  "decide.number-needed": {
    en: "A number from {min} to {max} is needed.",
    es: "Hace falta un número de {min} a {max}.",
  },
  "decide.text-needed": {
    en: "An answer is needed: one line, at most {max} characters.",
    es: "Hace falta una respuesta: una línea, de {max} caracteres como máximo.",
  },
  "decide.date-needed": {
    en: "A date after {after} is needed, as YYYY-MM-DD.",
    es: "Hace falta una fecha posterior al {after}, como AAAA-MM-DD.",
  },
  "decide.name-needed": {
    en: '"{name}" cannot be a name: 2 to 40 lower-case letters, digits and single hyphens, and no word of a language.',
    es: '"{name}" no puede ser un nombre: de 2 a 40 minúsculas, dígitos y guiones simples, y ninguna palabra de un lenguaje.',
  },
  "decide.owner-needed": {
    en: '"{owner}" cannot be a team: letters, digits, dots, underscores and hyphens, starting with a letter.',
    es: '"{owner}" no puede ser un equipo: letras, dígitos, puntos, guiones bajos y guiones, empezando por letra.',
  },

  "decide.ask.name": { en: "Name of the service", es: "Nombre del servicio" },
  "decide.ask.owner": { en: "Which team owns it?", es: "¿Qué equipo es su dueño?" },
  "decide.ask.value": {
    en: "For whom is it, and what is it worth to them?",
    es: "¿Para quién es y cuánto vale para ellos?",
  },
  "decide.ask.measure": {
    en: "How will you see that it was worth it?",
    es: "¿Cómo se verá que valió la pena?",
  },
  "decide.ask.requests": { en: "Requests (or events) a month", es: "Peticiones (o eventos) al mes" },
  "decide.ask.meanMs": {
    en: "Mean duration of one, in milliseconds",
    es: "Duración media de una, en milisegundos",
  },
  "decide.ask.memoryMb": { en: "Memory of a function, in MB", es: "Memoria de una función, en MB" },
  "decide.ask.replicas": { en: "Replicas of a container", es: "Réplicas de un contenedor" },
  "decide.ask.budgetUsd": {
    en: "Most that computing may cost a month, in USD (empty: no limit)",
    es: "Lo máximo que puede costar la computación al mes, en USD (vacío: sin límite)",
  },
  "decide.ask.approver": {
    en: "Who of the architecture team approves?",
    es: "¿Quién del equipo de arquitectura aprueba?",
  },
  "decide.ask.approved": { en: "Has {approver} approved it?", es: "¿{approver} ya lo aprobó?" },
  "decide.ask.review": {
    en: "When is the decision looked at again?",
    es: "¿Cuándo se revisa la decisión?",
  },

  "decide.ask.pace": {
    en: "Does it change and get deployed at a pace of its own?",
    es: "¿Cambia y se despliega a su propio ritmo?",
  },
  "decide.pace.own": { en: "yes, independently of the rest", es: "sí, independientemente del resto" },
  "decide.pace.together": {
    en: "no, together with something else",
    es: "no, junto con otra cosa",
  },
  "decide.ask.scale": { en: "Must it scale by itself?", es: "¿Debe escalar por separado?" },
  "decide.scale.own": {
    en: "yes, its load differs from its neighbours'",
    es: "sí, su carga es distinta de la de sus vecinos",
  },
  "decide.scale.same": { en: "no, it grows with the rest", es: "no, crece con el resto" },
  "decide.ask.host": {
    en: "Is there an application that it could be a module of?",
    es: "¿Hay una aplicación de la que podría ser un módulo?",
  },
  "decide.host.yes": { en: "yes", es: "sí" },
  "decide.host.no": { en: "no", es: "no" },
  "decide.ask.size": { en: "How large is the application?", es: "¿Qué tamaño tiene la aplicación?" },
  "decide.size.small": {
    en: "small: the overhead of a distributed system is not justified",
    es: "pequeña: la sobrecarga de un sistema distribuido no se justifica",
  },
  "decide.size.large": {
    en: "large enough to be worth the overhead",
    es: "lo bastante grande para que la sobrecarga valga la pena",
  },
  "decide.ask.team": { en: "Who develops and runs it?", es: "¿Quién lo desarrolla y lo opera?" },
  "decide.team.few": {
    en: "not enough developers to run one more service",
    es: "no hay suficientes desarrolladores para operar otro servicio",
  },
  "decide.team.shared": {
    en: "a team that has other services too",
    es: "un equipo que tiene otros servicios",
  },
  "decide.team.own": { en: "an autonomous team of its own", es: "un equipo autónomo propio" },
  "decide.ask.requirements": { en: "How are its requirements?", es: "¿Cómo son sus requisitos?" },
  "decide.requirements.simple": {
    en: "simple: a monolith meets them",
    es: "simples: un monolito los cumple",
  },
  "decide.requirements.complex": {
    en: "such that a boundary of its own pays off",
    es: "tales que un límite propio vale la pena",
  },
  "decide.ask.traffic": { en: "How does its traffic arrive?", es: "¿Cómo llega su tráfico?" },
  "decide.traffic.constant": { en: "constantly, day and night", es: "de forma constante, día y noche" },
  "decide.traffic.varying": { en: "in peaks and lulls", es: "con picos y valles" },
  "decide.traffic.rare": { en: "rarely, with long pauses", es: "rara vez, con largas pausas" },
  "decide.ask.state": {
    en: "Where is what it knows between two requests?",
    es: "¿Dónde está lo que sabe entre dos peticiones?",
  },
  "decide.state.process": {
    en: "in the process: sessions, open connections, caches that must last",
    es: "en el proceso: sesiones, conexiones abiertas, cachés que deben durar",
  },
  "decide.state.store": {
    en: "in a database or a queue, or nowhere",
    es: "en una base de datos o una cola, o en ninguna parte",
  },
  "decide.ask.duration": {
    en: "How long may its longest piece of work take?",
    es: "¿Cuánto puede durar su trabajo más largo?",
  },
  "decide.duration.seconds": { en: "up to 30 seconds", es: "hasta 30 segundos" },
  "decide.duration.minutes": { en: "up to 15 minutes", es: "hasta 15 minutos" },
  "decide.duration.longer": {
    en: "longer than 15 minutes, Lambda's limit",
    es: "más de 15 minutos, el límite de Lambda",
  },
  "decide.ask.control": {
    en: "How much control of the infrastructure is needed?",
    es: "¿Cuánto control de la infraestructura se necesita?",
  },
  "decide.control.full": {
    en: "full control: kernel, network, hardware, own agents",
    es: "control total: núcleo, red, hardware, agentes propios",
  },
  "decide.control.managed": {
    en: "what the provider manages is fine",
    es: "basta lo que gestiona el proveedor",
  },
  "decide.ask.coldStart": {
    en: "Would somebody mind a cold start (up to some seconds, now and then)?",
    es: "¿A alguien le importaría un arranque en frío (hasta unos segundos, de vez en cuando)?",
  },
  "decide.coldStart.matters": { en: "yes, someone waits for it", es: "sí, alguien lo espera" },
  "decide.coldStart.tolerated": { en: "no", es: "no" },
  "decide.ask.lockIn": {
    en: "May it depend on one cloud provider?",
    es: "¿Puede depender de un solo proveedor de nube?",
  },
  "decide.lockIn.avoid": {
    en: "no, it must run elsewhere too",
    es: "no, debe funcionar también en otro lugar",
  },
  "decide.lockIn.accept": { en: "yes", es: "sí" },
  "decide.cost.lambda": {
    en: "functions are cheaper than containers at this load",
    es: "las funciones son más baratas que los contenedores con esta carga",
  },
  "decide.cost.microservice": {
    en: "containers are cheaper than functions at this load",
    es: "los contenedores son más baratos que las funciones con esta carga",
  },
  "decide.ask.cost": { en: "Which is cheaper?", es: "¿Cuál es más barato?" },
  "decide.no-limit": { en: "no limit", es: "sin límite" },

  "decide.contradiction.pace-without-team": {
    en: "It is to change at its own pace, but there are not enough developers to change it.",
    es: "Debe cambiar a su propio ritmo, pero no hay suficientes desarrolladores que lo cambien.",
  },
  "decide.contradiction.state-against-scale": {
    en: "It is to scale by itself, but state kept in a process is not shared by its replicas.",
    es: "Debe escalar por separado, pero el estado guardado en un proceso no lo comparten sus réplicas.",
  },
  "decide.contradiction.constant-but-few": {
    en: "Traffic is called constant, but {requests} requests a month leave it idle most of the time.",
    es: "El tráfico se llama constante, pero {requests} peticiones al mes lo dejan ocioso casi siempre.",
  },
  "decide.contradiction.rare-but-many": {
    en: "Traffic is called rare, but {requests} requests a month are several a second.",
    es: "El tráfico se llama escaso, pero {requests} peticiones al mes son varias por segundo.",
  },
  "decide.contradiction.mean-over-longest": {
    en: "The mean duration, {meanMs} ms, is over what the longest work may take.",
    es: "La duración media, {meanMs} ms, supera lo que puede durar el trabajo más largo.",
  },
  "decide.contradiction.budget-too-small": {
    en: "Even {form} costs more than the budget of {budgetUsd} USD.",
    es: "Incluso {form} cuesta más que el presupuesto de {budgetUsd} USD.",
  },
  "decide.contradiction.benefits-ruled-out": {
    en: "The benefits speak for {favoured}, which the answers rule out: change one or the other before you build.",
    es: "Los beneficios hablan a favor de {favoured}, que las respuestas descartan: cambia una cosa o la otra antes de construir.",
  },
  "decide.contradiction.approver-is-owner": {
    en: "Owner and approver are the same: the guideline wants the architecture team to approve.",
    es: "Dueño y aprobador son el mismo: el lineamiento pide la aprobación del equipo de arquitectura.",
  },

  "decide.assumption.lambda": {
    en: "Functions: {requests} requests of {meanMs} ms with {memoryMb} MB (arm64); AWS's list for {region} as of {date}, without free tier ({source}).",
    es: "Funciones: {requests} peticiones de {meanMs} ms con {memoryMb} MB (arm64); lista de AWS para {region} a fecha de {date}, sin capa gratuita ({source}).",
  },
  "decide.assumption.containers": {
    en: "Containers: {replicas} replicas with {vcpu} vCPU and {memoryGb} GB that run all the time (Fargate, Linux on ARM, on demand); AWS's list for {region} as of {date} ({source}).",
    es: "Contenedores: {replicas} réplicas con {vcpu} vCPU y {memoryGb} GB siempre en marcha (Fargate, Linux en ARM, bajo demanda); lista de AWS para {region} a fecha de {date} ({source}).",
  },
  "decide.assumption.load": {
    en: "As many replicas as asked for, or as twice the mean load needs at {utilisation} % of their processors, when a request takes what a function of that memory has.",
    es: "Tantas réplicas como se pidieron, o las que necesita el doble de la carga media al {utilisation} % de sus procesadores, si una petición consume lo que tiene una función con esa memoria.",
  },
  "decide.assumption.host": {
    en: "A module of an application that runs anyway is counted as nothing.",
    es: "Un módulo de una aplicación que funciona de todos modos se cuenta como nada.",
  },
  "decide.assumption.no-host": {
    en: "A monolith that does not exist yet needs the same containers as a microservice.",
    es: "Un monolito que todavía no existe necesita los mismos contenedores que un microservicio.",
  },
  "decide.assumption.only": {
    en: "Computing only: no database, no load balancer or API gateway, no logs, no traffic, no provisioned concurrency, and no people.",
    es: "Solo computación: sin base de datos, balanceador ni API gateway, sin registros, tráfico ni concurrencia aprovisionada, y sin personas.",
  },

  "decide.recommended": { en: "{service}: {form}", es: "{service}: {form}" },
  "decide.why": { en: "Because", es: "Porque" },
  "decide.ruled-out": { en: "Ruled out", es: "Descartado" },
  "decide.table.form": { en: "FORM", es: "FORMA" },
  "decide.table.score": { en: "SCORE", es: "PUNTAJE" },
  "decide.table.costs": { en: "COMPUTING A MONTH", es: "COMPUTACIÓN AL MES" },
  "decide.table.excluded": { en: "RULED OUT", es: "DESCARTADA" },
  "decide.table.yes": { en: "yes", es: "sí" },
  "decide.table.no": { en: "no", es: "no" },
  "decide.contradictions": { en: "Contradictions", es: "Contradicciones" },
  "decide.reason": {
    en: "{question} {answer} [{section}] +{weight}",
    es: "{question} {answer} [{section}] +{weight}",
  },
  "decide.ruled-out.line": {
    en: "{form}: {question} {answer} [{section}{exception}]",
    es: "{form}: {question} {answer} [{section}{exception}]",
  },
  "decide.written": { en: "Written: {file}", es: "Escrito: {file}" },
  "decide.proposed": {
    en: "Proposed. Once {approver} agrees: status: accepted, approved: DATE in that file.",
    es: "Propuesta. Cuando {approver} esté de acuerdo: status: accepted, approved: FECHA en ese archivo.",
  },
  "decide.nothing-written": { en: "Nothing was written.", es: "No se escribió nada." },
  "decide.next": { en: "Next:", es: "Ahora:" },

  "flag.from-decision": {
    en: "a record of msx decide: name, form, owner and business value come from it",
    es: "un registro de msx decide: de él salen nombre, forma, dueño y valor de negocio",
  },
  "new.decision.proposed": {
    en: "{file} is only proposed: {approver} has not approved it yet.",
    es: "{file} solo está propuesta: {approver} todavía no la ha aprobado.",
  },
  "new.decision.overdue": {
    en: "{file} was to be reviewed by {review}.",
    es: "{file} debía revisarse antes del {review}.",
  },
} as const satisfies MessageTable;
