using System.Text;

namespace Gateway.Routing;

/// <summary>
/// Fills in a downstream template. When the last value is empty the slash before it goes too, so that
/// <c>/api/v1/users/{everything}</c> gives <c>/api/v1/users</c> for the collection.
/// </summary>
internal sealed class PathFiller(string template)
{
    private readonly IReadOnlyList<string> _names = PathTemplate.NamesOf(template);
    private readonly string[] _literals = PathTemplate.LiteralsOf(template);

    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        var path = new StringBuilder(_literals[0]);
        var last = "";
        for (var index = 0; index < _names.Count; index++)
        {
            last = values.GetValueOrDefault(_names[index], "");
            path.Append(last).Append(_literals[index + 1]);
        }
        var lastIsEmpty = _names.Count > 0 && _literals[^1].Length == 0 && last.Length == 0;
        if (lastIsEmpty && path.Length > 1 && path[^1] == '/') path.Length--;
        return path.ToString();
    }
}
