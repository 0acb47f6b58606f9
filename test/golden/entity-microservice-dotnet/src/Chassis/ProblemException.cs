namespace Chassis;

/// <summary>One thing that is wrong with a request: where (a JSON pointer, or <c>querystring/limit</c>), and what.</summary>
public sealed record ProblemDetail(string Pointer, string Detail);

/// <summary>
/// Thrown anywhere below a controller, it becomes an <c>application/problem+json</c> answer (RFC 9457) with its status and
/// headers.
/// </summary>
public sealed class ProblemException(int status, string title, string? detail = null, Exception? cause = null)
    : Exception(detail ?? title, cause)
{
    public int Status { get; } = status;
    public string Title { get; } = title;
    public string? Detail { get; } = detail;

    /// <summary>A URI that names the kind of problem; <c>about:blank</c> says that the status code tells it all.</summary>
    public string Type { get; init; } = "about:blank";
    public IReadOnlyList<ProblemDetail>? Errors { get; init; }
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The answer's body; <paramref name="instance"/> is the path of the request that failed.</summary>
    public ProblemBody ToBody(string? instance = null) => new(Type, Title, Status, Detail, instance, Errors);
}

/// <summary>The body of an <c>application/problem+json</c> answer.</summary>
public sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string? Detail,
    string? Instance,
    IReadOnlyList<ProblemDetail>? Errors);

/// <summary>The problems that services name most.</summary>
public static class Problems
{
    /// <summary>400: the request is malformed; <paramref name="errors"/> lists each thing that is wrong.</summary>
    public static ProblemException BadRequest(string detail, params IReadOnlyList<ProblemDetail> errors) =>
        new(400, "Bad Request", detail) { Errors = errors.Count > 0 ? errors : null };

    /// <summary>404: there is nothing under this id or path.</summary>
    public static ProblemException NotFound(string detail) => new(404, "Not Found", detail);

    /// <summary>409: the request does not fit what is stored (a duplicate, a state that forbids it).</summary>
    public static ProblemException Conflict(string detail) => new(409, "Conflict", detail);

    /// <summary>412: the <c>If-Match</c> of the request names another version than the stored one.</summary>
    public static ProblemException PreconditionFailed(string detail) => new(412, "Precondition Failed", detail);

    /// <summary>503: something this request needs is away; the client may try again later.</summary>
    public static ProblemException ServiceUnavailable(string detail, int retryAfterSeconds = 1, Exception? cause = null) =>
        new(503, "Service Unavailable", detail, cause) { RetryAfterSeconds = retryAfterSeconds };
}

/// <summary>Says what an error of something that the service relies on means for a client.</summary>
public interface IProblemSource
{
    /// <returns>Null for an error that the client need not know more of.</returns>
    ProblemException? ProblemOf(Exception error);
}
