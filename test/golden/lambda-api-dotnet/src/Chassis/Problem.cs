namespace Chassis;

/// <summary>One thing that is wrong with a request: where (a JSON pointer, or <c>query/limit</c>), and what.</summary>
public sealed record ProblemDetail(string Pointer, string Detail);

/// <summary>The body of an <c>application/problem+json</c> answer (RFC 9457).</summary>
/// <param name="Type">A URI that names the kind of problem; <c>about:blank</c> says that the status code tells it all.</param>
/// <param name="Instance">The path of the request that failed.</param>
public sealed record ProblemBody(
    string Type, string Title, int Status, string? Detail, string? Instance, IReadOnlyList<ProblemDetail>? Errors);

/// <summary>Thrown anywhere below a route, it becomes an <c>application/problem+json</c> answer with its status and headers.</summary>
public sealed class ProblemException(
    int status,
    string title,
    string? detail = null,
    IReadOnlyList<ProblemDetail>? errors = null,
    IReadOnlyDictionary<string, string>? headers = null,
    Exception? cause = null) : Exception(detail ?? title, cause)
{
    public int Status { get; } = status;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers ?? new Dictionary<string, string>();

    public ProblemBody ToBody(string instance) => new("about:blank", title, Status, detail, instance, errors);

    /// <summary>400: the request is malformed; <paramref name="errors"/> lists each thing that is wrong.</summary>
    public static ProblemException BadRequest(string detail, params IReadOnlyList<ProblemDetail> errors) =>
        new(400, "Bad Request", detail, errors is { Count: > 0 } ? errors : null);

    /// <summary>404: there is nothing under this id or path.</summary>
    public static ProblemException NotFound(string detail) => new(404, "Not Found", detail);

    /// <summary>409: the request does not fit what is stored (a duplicate, a state that forbids it).</summary>
    public static ProblemException Conflict(string detail) => new(409, "Conflict", detail);

    /// <summary>412: the <c>If-Match</c> of the request names another version than the stored one.</summary>
    public static ProblemException PreconditionFailed(string detail) => new(412, "Precondition Failed", detail);

    /// <summary>503: something this request needs is away; the client may try again in a second.</summary>
    public static ProblemException ServiceUnavailable(string detail, Exception? cause = null) =>
        new(503, "Service Unavailable", detail, null, new Dictionary<string, string> { ["retry-after"] = "1" }, cause);
}
