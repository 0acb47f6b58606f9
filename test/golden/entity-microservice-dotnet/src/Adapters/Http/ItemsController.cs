using Chassis;
using Domain;
using Microsoft.AspNetCore.Mvc;

namespace Adapters.Http;

/// <summary>The operations of contracts/openapi.json, whose schemas have validated the requests.</summary>
[ApiController]
[Route(BasePath)]
public sealed class ItemsController(Items items) : ControllerBase
{
    private const string BasePath = "/api/v1/items";

    [HttpPost]
    public async Task<ActionResult<Item>> Create([FromBody] ItemInput input, CancellationToken cancellation)
    {
        var item = await items.CreateAsync(input, cancellation);
        Response.Headers.ETag = VersionTag.Of(item.Version);
        return Created($"{BasePath}/{item.Id}", item);
    }

    [HttpGet]
    public async Task<ActionResult<ItemList>> List(CancellationToken cancellation, [FromQuery] int limit = 20, [FromQuery] string? cursor = null)
    {
        var page = await items.ListAsync(limit, PageCursor.Read(cursor), cancellation);
        return new ItemList(page.Items, page.Next is null ? null : PageCursor.Of(page.Next));
    }

    [HttpGet("{id}")]
    public Task<ActionResult<Item>> Get(string id, CancellationToken cancellation) =>
        AnsweringAsync(id, async known => Tagged(await items.GetAsync(known, cancellation)));

    [HttpPut("{id}")]
    public Task<ActionResult<Item>> Update(
        string id,
        [FromBody] ItemInput input,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        CancellationToken cancellation)
    {
        var version = VersionTag.Expected(ifMatch);
        return AnsweringAsync(id, async known => Tagged(await items.UpdateAsync(known, input, version, cancellation)));
    }

    [HttpDelete("{id}")]
    public Task<ActionResult<Item>> Delete(string id, [FromHeader(Name = "If-Match")] string? ifMatch, CancellationToken cancellation)
    {
        var version = VersionTag.Expected(ifMatch);
        return AnsweringAsync(id, async known =>
        {
            await items.DeleteAsync(known, version, cancellation);
            return NoContent();
        });
    }

    private ActionResult<Item> Tagged(Item item)
    {
        Response.Headers.ETag = VersionTag.Of(item.Version);
        return item;
    }

    /// <summary>Says the domain's errors in HTTP.</summary>
    private async Task<ActionResult<Item>> AnsweringAsync(string id, Func<Guid, Task<ActionResult<Item>>> work)
    {
        try
        {
            return Guid.TryParseExact(id, "D", out var known) ? await work(known) : throw new ItemNotFoundException(id);
        }
        catch (ItemNotFoundException error)
        {
            throw Problems.NotFound(error.Message);
        }
        catch (ItemChangedException error)
        {
            throw string.IsNullOrEmpty(Request.Headers.IfMatch) ? Problems.Conflict(error.Message) : Problems.PreconditionFailed(error.Message);
        }
    }
}

/// <param name="Items">Of the page.</param>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record ItemList(IReadOnlyList<Item> Items, string? NextCursor);
