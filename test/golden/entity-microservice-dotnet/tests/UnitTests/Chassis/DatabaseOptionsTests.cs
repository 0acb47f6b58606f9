using Chassis;
using Npgsql;

namespace UnitTests.Chassis;

[TestClass]
public sealed class DatabaseOptionsTests
{
    [TestMethod]
    public void A_URL_becomes_a_connection()
    {
        var connection = new NpgsqlConnectionStringBuilder(Load("postgres://me:p%40ss@db:5433/shop?sslmode=verify-full").ConnectionString);
        Assert.AreEqual(("db", 5433, "shop", "me", "p@ss"), (connection.Host, connection.Port, connection.Database, connection.Username, connection.Password));
        Assert.AreEqual(SslMode.VerifyFull, connection.SslMode);
        Assert.AreEqual(10, connection.MaxPoolSize);
    }

    [TestMethod]
    public void The_search_path_is_known() => Assert.AreEqual("mine", Load("postgresql://me@db/shop?options=-c%20search_path%3Dmine").Schema);

    [TestMethod]
    [DataRow("")]
    [DataRow("mysql://me@db/shop")]
    [DataRow("postgres://me@db/shop?pooling=secret")]
    public void What_is_no_such_URL_is_refused_without_being_shown(string url)
    {
        var variables = VariablesTests.VariablesOf(("SERVICE_NAME", "a"), ("DATABASE_URL", url));
        DatabaseOptions.From(variables, ChassisOptions.From(variables).Service);
        var error = Assert.ThrowsExactly<InvalidEnvironmentException>(variables.ThrowIfInvalid);
        Assert.Contains("DATABASE_URL", error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    private static DatabaseOptions Load(string url)
    {
        var variables = VariablesTests.VariablesOf(("SERVICE_NAME", "a"), ("DATABASE_URL", url));
        var options = DatabaseOptions.From(variables, ChassisOptions.From(variables).Service);
        variables.ThrowIfInvalid();
        return options;
    }
}
