using System.Text.Json;
using Chassis;
using Domain;

namespace Adapters;

/// <summary>The HTTP side of the use cases, as <c>contracts/openapi.json</c> describes it.</summary>
public static class UserRoutes
{
    private const string Collection = "/api/v1/users";

    public static IReadOnlyDictionary<string, Route> Of(Users users) => new Dictionary<string, Route>
    {
        ["POST /api/v1/users"] = Answering(async request =>
        {
            var user = await users.CreateAsync(request.BodyAs<UserDetails>(), request.Cancellation);
            Metrics.Add("UsersCreated", 1, MetricUnit.Count);
            return new Answer(201, Shown(user), new Dictionary<string, string> { ["location"] = $"{Collection}/{user.Id}" });
        }),
        ["GET /api/v1/users"] = Answering(async request =>
        {
            var limit = (int)(request.Query["limit"]?.GetValue<long>() ?? 20);
            var page = await users.ListAsync(new PageRequest(limit, request.Query["cursor"]?.GetValue<string>()), request.Cancellation);
            return new Answer(200, new { Items = page.Items.Select(Shown), page.NextCursor });
        }),
        ["GET /api/v1/users/{id}"] = Answering(async request =>
            new Answer(200, Shown(await users.GetAsync(request.Parameter("id"), request.Cancellation)))),
        ["PUT /api/v1/users/{id}"] = Answering(async request =>
            new Answer(200, Shown(await users.ReplaceAsync(request.Parameter("id"), request.BodyAs<UserDetails>(), request.Cancellation)))),
        ["DELETE /api/v1/users/{id}"] = Answering(async request =>
        {
            await users.RemoveAsync(request.Parameter("id"), request.Cancellation);
            return new Answer(204);
        }),
        ["GET /api/v1/users/{id}/events"] = Answering(async request =>
        {
            var history = await users.HistoryAsync(request.Parameter("id"), request.Cancellation);
            return new Answer(200, new { Items = history.Select(Shown) });
        }),
    };

    private static object Shown(User user) => new { user.Id, user.Name, user.Email, user.Profile };

    private static object Shown(StoredUserEvent stored)
    {
        var (version, happened) = stored;
        // By itself, since its names are those of the event and not of the API.
        var data = JsonSerializer.SerializeToElement<object>(happened.Data);
        return new { version, happened.Type, happened.Data.Timestamp, data };
    }

    /// <summary>Turns the domain's errors into the answers that the contract names.</summary>
    private static Route Answering(Route route) => async request =>
    {
        try
        {
            return await route(request);
        }
        catch (UserNotFoundException error)
        {
            throw ProblemException.NotFound(error.Message);
        }
        catch (EmailTakenException error)
        {
            throw ProblemException.Conflict(error.Message);
        }
        catch (InvalidUserException error)
        {
            throw ProblemException.BadRequest(error.Message);
        }
    };
}
