-- Ctrl+J runs the statement that the cursor is in.
select o.placed, c.name, o.status,
       count(*) as lines, sum(l.quantity * l.price) as total, o.comment
from shop.orders o
join shop.customers c on c.id = o.customer_id
join shop.order_lines l on l.order_id = o.id
group by o.id, c.id
order by o.placed desc
limit 500;

-- Values appear as the server sent them. Enter shows one in full.
select * from shop.products order by price desc;

-- An error message says what is wrong, and where.
select name, emial from shop.customers;

-- Ctrl+C cancels the statement.
select pg_sleep(30);
