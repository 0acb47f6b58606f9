using Chassis;
using Domain;

namespace Adapters;

/// <summary>The routes of contracts/openapi.json, by which requests are validated.</summary>
public static class ItemRoutes
{
    private const string BasePath = "/api/v1/items";
    private const string OnePath = BasePath + "/{id}";

    public static IReadOnlyDictionary<string, Route> Of(Items items) => new Dictionary<string, Route>
    {
        [$"POST {BasePath}"] = async request =>
        {
            var item = await items.CreateAsync(request.BodyAs<ItemInput>(), request.Cancellation);
            return With(201, item, ("location", $"{BasePath}/{item.Id}"));
        },
        [$"GET {BasePath}"] = async request =>
        {
            var after = PageCursor.Read(request.Query["cursor"]?.GetValue<string>());
            var page = await items.ListAsync((int)(request.Query["limit"]?.GetValue<long>() ?? 20), after, request.Cancellation);
            return new Answer(200, new { page.Items, NextCursor = page.Next is { } next ? PageCursor.Write(next) : null });
        },
        [$"GET {OnePath}"] = request => AnsweringAsync(request, async (id, _) =>
            With(200, await items.GetAsync(id, request.Cancellation))),
        [$"PUT {OnePath}"] = request => AnsweringAsync(request, async (id, version) =>
            With(200, await items.UpdateAsync(id, request.BodyAs<ItemInput>(), version, request.Cancellation))),
        [$"DELETE {OnePath}"] = request => AnsweringAsync(request, async (id, version) =>
        {
            await items.DeleteAsync(id, version, request.Cancellation);
            return new Answer(204);
        }),
    };

    private static Answer With(int status, Item item, params (string Name, string Value)[] headers)
    {
        (string Name, string Value) tag = ("etag", VersionTag.Of(item.Version));
        return new Answer(status, item, headers.Append(tag).ToDictionary(header => header.Name, header => header.Value));
    }

    /// <summary>Says the domain's failures in HTTP.</summary>
    private static async Task<Answer> AnsweringAsync(ApiRequest request, Func<Guid, int?, Task<Answer>> work)
    {
        var id = request.Parameter("id");
        // What is no id is nobody's.
        if (!Guid.TryParse(id, out var known))
        {
            throw ProblemException.NotFound(new ItemNotFoundException(id).Message);
        }
        var ifMatch = request.Header("if-match");
        try
        {
            return await work(known, VersionTag.Expected(ifMatch));
        }
        catch (ItemNotFoundException error)
        {
            throw ProblemException.NotFound(error.Message);
        }
        catch (ItemChangedException error)
        {
            throw ifMatch is null ? ProblemException.Conflict(error.Message) : ProblemException.PreconditionFailed(error.Message);
        }
    }
}
