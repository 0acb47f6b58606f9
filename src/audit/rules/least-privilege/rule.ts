import { onNode, overFunctions } from "../../engine/over-functions.js";
import { failOn, manual, type Pointer, pass, type Rule } from "../../engine/rule.js";
import {
  type AllowStatement,
  type NamedPolicy,
  permissionsOf,
} from "../../evidence/serverless/policy-statements.js";
import { namePattern } from "../../evidence/serverless/possible-values.js";

/** Managed policies that allow everything of a service, or of the account. */
const broad =
  /(?:^|[/:])(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|\w*FullAccess(?:V2)?|\w+_FullAccess)$/;
/**
 * Actions that know no resource, so that "*" is all they take: https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const resourceless =
  /^(?:xray:\w+|cloudwatch:(?:PutMetricData|ListMetrics|GetMetricData)|logs:(?:CreateLogGroup|DescribeLogGroups)|ec2:(?:CreateNetworkInterface|DeleteNetworkInterface|Describe\w+|AssignPrivateIpAddresses|UnassignPrivateIpAddresses)|sts:GetCallerIdentity|kms:GenerateRandom|\w+:(?:List|Describe)[A-Za-z]*|ssmmessages:\w+|appconfig:\w+|polly:\w+|translate:\w+|comprehend:\w+|rekognition:Detect\w+|textract:\w+)$/;
/** Everything of a service under another name: `table/*`, all buckets, all of an account. A `?` or a second `*` adds nothing. */
const everything =
  /^[*?:]+$|^arn:[^:]*:(?!logs:|execute-api:)[\w*?-]+:[^:]*:[^:]*:(?:[*?]+(?:\/[*?]+)?|(?:table|function|event-bus|topic|secret|key|stream|role|parameter)[/:][*?]+)$/;
const everyAction = /^(?:[*?:]+|[\w*?-]+:[*?]+)$/;

/** MS-6: a function may do what it needs, with what is its own. */
export const rule: Rule = {
  id: "least-privilege",
  item: "MS-6",
  forms: ["lambda"],
  title: {
    en: "The functions may do only what they need, with what is their own",
    es: "Las funciones solo pueden hacer lo que necesitan, con lo que es suyo",
  },
  severity: "high",
  waivable: true,
  section: "Base de Datos por Servicio",
  why: {
    en: "A role with * reads and deletes the tables of every other service: the data is not its owner's alone, and one hole opens all.",
    es: "Un rol con * lee y borra las tablas de todos los demás servicios: los datos no son solo de su dueño, y un agujero los abre todos.",
  },
  fix: {
    en: "Name the actions (dynamodb:GetItem) and the resource (!GetAtt Table.Arn) in each statement; replace …FullAccess by a SAM policy template or a statement of your own.",
    es: "Nombra las acciones (dynamodb:GetItem) y el recurso (!GetAtt Table.Arn) en cada sentencia; sustituye …FullAccess por una plantilla de política de SAM o una sentencia propia.",
  },
  evaluate(evidence) {
    return overFunctions(evidence, (functions, infrastructure) => {
      const { statements, named } = permissionsOf(infrastructure);
      const problems = [...statements.flatMap(problemsOf), ...named.flatMap(policyProblem)];
      const places = [...statements, ...named].map(({ node }) =>
        onNode(node, { en: "allowed", es: "permitido" }),
      );
      return failOn(
        problems,
        { en: "A function may do more than it needs", es: "Una función puede hacer más de lo que necesita" },
        () => {
          const [first, ...rest] = places;
          return first
            ? pass(
                {
                  en: `${places.length} permissions name actions and resources`,
                  es: `${places.length} permisos nombran acciones y recursos`,
                },
                first,
                ...rest.slice(0, 4),
              )
            : manual(
                {
                  en: "What the functions may do is not in the template",
                  es: "Lo que pueden hacer las funciones no está en la plantilla",
                },
                onNode(functions[0].node, { en: "no policy", es: "sin política" }),
              );
        },
      );
    });
  },
};

function problemsOf({ node, actions, resources, inverted }: AllowStatement): readonly Pointer[] {
  if (inverted) return [onNode(node, { en: "everything but what it names", es: "todo salvo lo que nombra" })];
  if (actions.length === 0 || resources.length === 0)
    return [
      onNode(node, {
        en: "a statement that names no action or no resource",
        es: "una sentencia que no nombra acción o recurso",
      }),
    ];
  const bound = actions.every(
    ({ texts }) => texts.length > 0 && texts.every((one) => resourceless.test(one)),
  );
  return [
    ...matching(actions, everyAction).map(([place, text]) =>
      onNode(place, { en: `every action: ${text}`, es: `todas las acciones: ${text}` }),
    ),
    ...(bound ? [] : matching(resources, everything)).map(([place, text]) =>
      onNode(place, { en: `every resource: ${text}`, es: `todos los recursos: ${text}` }),
    ),
  ];
}

/** The names that may come to a text of that kind in some stage, each with that text. */
function matching(names: AllowStatement["actions"], pattern: RegExp) {
  return names.flatMap(({ node, texts }) => {
    const text = texts.find((one) => pattern.test(one));
    return text === undefined ? [] : [[node, text] as const];
  });
}

function policyProblem({ node, name }: NamedPolicy): readonly Pointer[] {
  const wildcard = node
    .get(name)
    ?.entries()
    .find(([, { value }]) => /^[*?]+$/.test(namePattern(value) ?? ""))?.[1];
  if (wildcard)
    return [onNode(wildcard, { en: `${name} of every resource`, es: `${name} de todos los recursos` })];
  return broad.test(name) ? [onNode(node, { en: name, es: name })] : [];
}
