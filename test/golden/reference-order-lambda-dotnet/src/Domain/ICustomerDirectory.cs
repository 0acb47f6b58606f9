namespace Domain;

public interface ICustomerDirectory
{
    /// <summary>Removed customers are found too, marked as such.</summary>
    Task<Customer?> FindAsync(string userId, CancellationToken cancellation = default);
}
