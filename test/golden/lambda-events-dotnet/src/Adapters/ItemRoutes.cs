using Chassis;
using Domain;

namespace Adapters;

/// <summary>The routes of contracts/openapi.json: the same work, asked for by HTTP.</summary>
public static class ItemRoutes
{
    private const string BasePath = "/api/v1/items";
    private const string OnePath = BasePath + "/{id}";

    public static IReadOnlyDictionary<string, Route> Of(ItemProcessing processing) => new Dictionary<string, Route>
    {
        [$"POST {BasePath}"] = async request =>
        {
            var id = request.Body?["ItemId"]?.GetValue<string>() ?? "";
            // Without a delivery there is only the item itself to tell repetitions by.
            var done = await processing.ProcessAsync($"api#{id}", id, request.Cancellation);
            return new Answer(200, new { Success = true, done.ItemId });
        },
        [$"GET {OnePath}"] = async request =>
        {
            var id = request.Parameter("id");
            var processed = await processing.FindAsync(id, request.Cancellation);
            return new Answer(200, processed ?? throw ProblemException.NotFound($"The item {id} was not processed"));
        },
    };
}
