namespace Chassis;

/// <summary>The environment variables of a function; what sets them is the infrastructure file.</summary>
public static class Settings
{
    /// <summary>A variable that the function cannot do without.</summary>
    /// <exception cref="InvalidOperationException">It is not set: the function does not start.</exception>
    public static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The environment variable {name} is not set");

    public static string Of(string name, string fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : fallback;
}
