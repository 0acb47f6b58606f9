-- Sample data for `msx db seed`: more to sell. Run as often as you like.
insert into stock (sku, available) values ('D', 100), ('E', 5), ('F', 0)
on conflict (sku) do nothing;
