using Chassis;
using Domain;
using Microsoft.AspNetCore.Mvc;

namespace Adapters.Http;

/// <summary>The operations of contracts/openapi.json, whose schemas have validated the requests.</summary>
[ApiController]
[Route("/api/v1/items")]
public sealed class ItemsController(Items items) : ControllerBase
{
    [HttpGet]
    public async Task<ActionResult<ItemList>> List(CancellationToken cancellation, [FromQuery] string name = "") =>
        new ItemList(await items.ListAsync(name, cancellation));

    [HttpGet("{id}")]
    public async Task<ActionResult<Item>> Get(string id, CancellationToken cancellation)
    {
        try
        {
            return await items.GetAsync(id, cancellation);
        }
        catch (ItemNotFoundException error)
        {
            throw Problems.NotFound(error.Message);
        }
    }
}

/// <param name="Items">Those that fit.</param>
public sealed record ItemList(IReadOnlyList<Item> Items);
