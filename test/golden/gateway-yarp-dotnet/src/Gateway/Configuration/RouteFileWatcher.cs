using System.Runtime.InteropServices;

namespace Gateway.Configuration;

/// <summary>
/// Loads the route file and follows it: its text is compared every 300 ms, since events of bind mounts get lost and a
/// modification time may stay the same over two quick writes. SIGHUP loads it anew. What is wrong with it is logged, and
/// the routes stay as they are.
/// </summary>
internal sealed class RouteFileWatcher(GatewayOptions options, GatewayState state, ILogger<RouteFileWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(300);

    private string? _last;
    private bool _isReadable = true;
    private volatile bool _isAsked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _isAsked = true;
        });
        using var timer = new PeriodicTimer(_interval);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(options.ConfigPath, stopping);
            // Between the truncation and the write of whoever saves it.
            if (text.Length == 0) throw new IOException($"{options.ConfigPath} is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_isReadable) logger.RouteFileUnreadable(exception.Message);
            _isReadable = false;
            return;
        }
        _isReadable = true;
        if (text == _last && !_isAsked) return;
        (_last, _isAsked) = (text, false);
        await UseAsync(text, stopping);
    }

    private async Task UseAsync(string text, CancellationToken stopping)
    {
        try
        {
            var file = RouteFileReader.Read(text);
            await state.ReplaceAsync(file, stopping);
            foreach (var warning in file.Warnings) logger.RouteFileWarning(warning.Path, warning.Message);
            string[] names = [.. file.Routes.Select(route => route.Name)];
            logger.RoutesLoaded(names);
        }
        catch (RouteFileException exception)
        {
            foreach (var issue in exception.Issues) logger.RouteFileInvalid(issue.Path, issue.Message);
        }
    }
}
