export type Texts = Readonly<Record<string, string>>;

export interface IntegrationResponse {
  readonly statusCode: string;
  readonly selectionPattern?: string;
  /** `method.response.header.X` → `'static text'`. */
  readonly responseParameters?: Texts;
  readonly responseTemplates?: Texts;
  readonly contentHandling?: string;
}

export interface Integration {
  readonly type: "AWS_PROXY" | "HTTP_PROXY" | "MOCK";
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly connectionType?: string;
  readonly credentials?: string;
  /** `integration.request.path.x` → `method.request.path.y`, `'static text'`. */
  readonly requestParameters?: Texts;
  readonly requestTemplates?: Texts;
  readonly passthroughBehavior: string;
  readonly contentHandling?: string;
  readonly timeoutInMillis: number;
  readonly cacheNamespace: string;
  readonly cacheKeyParameters: readonly string[];
  /** By status. */
  readonly integrationResponses?: Readonly<Record<string, IntegrationResponse>>;
}

export interface MethodResponse {
  readonly statusCode: string;
  /** `method.response.header.X` → whether it is required. */
  readonly responseParameters?: Readonly<Record<string, boolean>>;
  readonly responseModels?: Texts;
}

export interface Method {
  readonly httpMethod: string;
  readonly authorizationType: "NONE";
  readonly apiKeyRequired: false;
  readonly operationName?: string;
  readonly requestParameters?: Readonly<Record<string, boolean>>;
  readonly requestModels?: Texts;
  /** By status. */
  readonly methodResponses?: Readonly<Record<string, MethodResponse>>;
  readonly methodIntegration?: Integration;
}

export interface Resource {
  readonly id: string;
  /** Absent of the root. */
  readonly parentId?: string;
  readonly pathPart?: string;
  readonly path: string;
  /** By verb, `ANY` too. */
  readonly resourceMethods: Readonly<Record<string, Method>>;
}

export interface GatewayResponse {
  readonly responseType: string;
  readonly statusCode?: string;
  /** `gatewayresponse.header.X` → `'static text'`. */
  readonly responseParameters: Texts;
  readonly responseTemplates: Texts;
}

/** What requests are answered by: of an API as it was deployed. */
export interface Served {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly binaryMediaTypes: readonly string[];
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
}

/** A REST API as it is being edited. */
export interface RestApi extends Served {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  /** Seconds since 1970, as all dates here. */
  readonly createdDate: number;
  readonly apiKeySource: string;
  readonly minimumCompressionSize?: number;
  readonly endpointConfiguration: { readonly types: readonly string[]; readonly ipAddressType: string };
  readonly disableExecuteApiEndpoint: boolean;
  readonly policy?: string;
  readonly tags?: Texts;
  readonly rootResourceId: string;
}

/** A copy of an API that does not change any more. */
export interface Deployment {
  readonly id: string;
  readonly description?: string;
  readonly createdDate: number;
  readonly served: Served;
}

export interface Stage {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly variables?: Texts;
  readonly methodSettings: Readonly<Record<string, object>>;
  readonly accessLogSettings?: Texts;
  readonly documentationVersion?: string;
  readonly tracingEnabled: boolean;
  readonly tags?: Texts;
  readonly createdDate: number;
  readonly lastUpdatedDate: number;
}
