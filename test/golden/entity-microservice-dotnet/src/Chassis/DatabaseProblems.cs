using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Chassis;

/// <summary>What errors of the database mean for a client.</summary>
internal sealed class DatabaseProblems : IProblemSource
{
    public ProblemException? ProblemOf(Exception error)
    {
        if (IsUnavailable(error)) return Problems.ServiceUnavailable("The database is not reached", cause: error);
        return IsUnstorableText(error) ? Problems.BadRequest("The request holds characters that cannot be stored") : null;
    }

    /// <summary>
    /// Whether an error says that the database is not reached, rather than that a statement is wrong: SQLSTATE classes 08
    /// (connection) and 57P (shutdown, still starting), 53300 (too many connections), and what Npgsql says of connections that
    /// break or do not come about (https://www.postgresql.org/docs/17/errcodes-appendix.html).
    /// </summary>
    public static bool IsUnavailable(Exception error) => ChainOf(error).Any(one => one switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) || state == "53300",
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } => true,
        NpgsqlException { InnerException: null, IsTransient: true } => true,
        SocketException => ChainOf(error).Any(other => other is NpgsqlException) || error is SocketException,
        _ => false,
    });

    /// <summary>
    /// Whether an error says that a text cannot be stored, though JSON can carry it: U+0000 (22021 in text, 22P05 in jsonb) or
    /// half a surrogate pair.
    /// </summary>
    private static bool IsUnstorableText(Exception error) => ChainOf(error).Any(one =>
        one is EncoderFallbackException or PostgresException { SqlState: "22021" or "22P05" }
        || (one is PostgresException { SqlState: "22P02" } refused && refused.MessageText.EndsWith("type json", StringComparison.Ordinal)));

    private static IEnumerable<Exception> ChainOf(Exception error)
    {
        for (var current = error; current is not null; current = current.InnerException) yield return current;
    }
}
