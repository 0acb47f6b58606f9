using Gateway;
using Microsoft.Extensions.Options;

// Exit 2: the environment cannot be used; 4: the port cannot be had.
try
{
    await using var application = GatewayApplication.Create();
    await application.RunAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync($"gateway: {string.Join("; ", exception.Failures)}");
    return 2;
}
catch (IOException exception)
{
    await Console.Error.WriteLineAsync($"gateway: {exception.Message}");
    return 4;
}
