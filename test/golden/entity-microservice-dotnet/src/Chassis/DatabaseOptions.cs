using System.Text.RegularExpressions;
using System.Web;
using Npgsql;

namespace Chassis;

/// <summary>What leads to the service's database.</summary>
/// <param name="ConnectionString">In Npgsql's words.</param>
/// <param name="Schema">That names without one are found in, when the URL says so.</param>
public sealed partial record DatabaseOptions(string ConnectionString, string? Schema)
{
    /// <summary>How long a request waits for a connection, new or one of the pool's, before it fails with 503.</summary>
    private const int connectionTimeoutSeconds = 5;

    /// <summary>A statement of a request that takes longer fails with 503: a server that hangs must not hold everything.</summary>
    private const int statementTimeoutSeconds = 10;

    /// <summary>Kept by each connection; a service has fewer that it says again and again.</summary>
    private const int preparedStatements = 50;

    /// <summary>Reads <c>DATABASE_URL</c> (<c>postgres://user:password@host:5432/database</c>) and <c>DATABASE_POOL_SIZE</c>.</summary>
    public static DatabaseOptions From(Variables variables, ServiceIdentity service)
    {
        var url = variables.RequiredUrl("DATABASE_URL", "postgres", "postgresql");
        var user = url.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = url.IdnHost,
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            MaxPoolSize = variables.Integer("DATABASE_POOL_SIZE", 10),
            Timeout = connectionTimeoutSeconds,
            CommandTimeout = statementTimeoutSeconds,
            ApplicationName = service.Id,
            TcpKeepAlive = true,
            // Parsed and planned once for each connection. SQL of one's own names its columns: what `select *` gives changes
            // with a migration, and the statement prepared before it fails.
            MaxAutoPrepare = preparedStatements,
            // One statement less for each request. What a session is told with `set` stays with its connection, so services say
            // `set local`, which ends with the transaction.
            NoResetOnClose = true,
            // Errors of constraints name the values otherwise hidden, which logs should not hold.
            IncludeErrorDetail = false,
        };
        var parameters = HttpUtility.ParseQueryString(url.Query);
        foreach (var name in parameters.AllKeys) Apply(connection, name, parameters[name] ?? "", variables);
        return new DatabaseOptions(connection.ConnectionString, SearchPath().Match(connection.Options ?? "") is { Success: true } found ? found.Groups[1].Value : null);
    }

    /// <summary>The parameters of a connection URI that PostgreSQL's own clients know, as far as services need them.</summary>
    private static void Apply(NpgsqlConnectionStringBuilder connection, string? name, string value, Variables variables)
    {
        switch (name)
        {
            case "options": connection.Options = value; break;
            case "application_name": connection.ApplicationName = value; break;
            case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", ""), ignoreCase: true, out var mode): connection.SslMode = mode; break;
            case "sslrootcert": connection.RootCertificate = value; break;
            default: variables.Wrong("DATABASE_URL", $"has the parameter {name}, which is not known or has a wrong value", false); break;
        }
    }

    [GeneratedRegex("""-c\s*search_path="?(\w+)""")]
    private static partial Regex SearchPath();
}
