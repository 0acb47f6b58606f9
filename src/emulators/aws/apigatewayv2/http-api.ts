export type Texts = Readonly<Record<string, string>>;

export interface Cors {
  readonly allowCredentials?: boolean;
  readonly allowHeaders?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowOrigins?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
}

export interface Integration {
  readonly integrationId: string;
  readonly integrationType: "AWS_PROXY" | "HTTP_PROXY";
  /** Of a function its ARN, else a URL. */
  readonly integrationUri: string;
  readonly integrationMethod?: string;
  readonly payloadFormatVersion: string;
  readonly timeoutInMillis: number;
  readonly connectionType: "INTERNET";
  readonly description?: string;
  readonly credentialsArn?: string;
  readonly apiGatewayManaged?: boolean;
}

export interface Route {
  readonly routeId: string;
  /** `GET /orders/{id}`, `ANY /{proxy+}`, `$default`. */
  readonly routeKey: string;
  /** `integrations/<id>` */
  readonly target?: string;
  readonly authorizationType: "NONE";
  readonly apiKeyRequired: false;
  readonly operationName?: string;
  readonly apiGatewayManaged?: boolean;
}

/** What requests are answered by: of an API as it was deployed. */
export interface Served {
  readonly routes: Readonly<Record<string, Route>>;
  readonly integrations: Readonly<Record<string, Integration>>;
  readonly corsConfiguration?: Cors;
}

/** An HTTP API as it is being edited. */
export interface HttpApi extends Served {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  /** ISO 8601, as all dates here. */
  readonly createdDate: string;
  readonly disableExecuteApiEndpoint: boolean;
  readonly tags: Texts;
}

/** A copy of an API that does not change any more. */
export interface Deployment {
  readonly id: string;
  readonly description?: string;
  readonly createdDate: string;
  /** Made by a stage that deploys by itself. */
  readonly autoDeployed: boolean;
  readonly served: Served;
}

export interface Stage {
  readonly stageName: string;
  readonly autoDeploy: boolean;
  /** Absent until something is deployed. */
  readonly deploymentId?: string;
  readonly description?: string;
  readonly stageVariables: Texts;
  readonly defaultRouteSettings: object;
  readonly routeSettings: Readonly<Record<string, object>>;
  readonly accessLogSettings?: object;
  readonly tags: Texts;
  readonly createdDate: string;
  readonly lastUpdatedDate: string;
  readonly apiGatewayManaged?: boolean;
}
