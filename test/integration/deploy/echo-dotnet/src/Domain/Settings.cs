namespace Domain;

/// <summary>What makes a version of the service; the tests write it anew.</summary>
public static class Settings
{
    public static string Reply => "one";
    public static bool Ready => true;
}
