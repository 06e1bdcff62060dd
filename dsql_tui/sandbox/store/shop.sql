-- The sample data: a small shop, the same in every sandbox. It uses only what Aurora DSQL
-- accepts: UUID keys, no arrays, no sequences, foreign keys added to full tables.
-- Statements end at a semicolon before an empty line.

SET SESSION AUTHORIZATION admin;

CREATE SCHEMA shop;

CREATE TABLE shop.customers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    email varchar(120) NOT NULL,
    country char(2) NOT NULL,
    born date,
    newsletter boolean NOT NULL DEFAULT false,
    preferences jsonb,
    note text,
    joined timestamptz NOT NULL
);

CREATE TABLE shop.products (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    sku varchar(20) NOT NULL,
    title text NOT NULL,
    description text,
    price numeric(10, 2) NOT NULL CHECK (price >= 0),
    weight real,
    attributes jsonb NOT NULL,
    thumbnail bytea,
    available boolean NOT NULL
);

CREATE TABLE shop.orders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_id uuid NOT NULL,
    status varchar(12) NOT NULL,
    placed timestamptz NOT NULL,
    shipped timestamptz,
    discount numeric(5, 2),
    comment text
);

CREATE TABLE shop.order_lines (
    order_id uuid NOT NULL,
    line smallint NOT NULL,
    product_id uuid NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    price numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line)
);

INSERT INTO shop.customers
SELECT md5('customer ' || i)::uuid,
       CASE i % 11
           WHEN 3 THEN '山田 太郎 ' || i
           WHEN 5 THEN 'ליאור כהן ' || i
           WHEN 7 THEN 'محمد الأحمد ' || i
           WHEN 9 THEN '김민준 ' || i
           ELSE split_part('Ada,Grace,Edsger,Barbara,Alan,Frances,Ken,Radia,Annie,Donald,Karen',
                           ',', chance % 11 + 1) || ' '
                || split_part('Okafor,Müller,Nguyen,Silva,Novák,O''Brien,Ångström,Rossi,Kaya,Haddad',
                              ',', chance / 11 % 10 + 1)
       END,
       'customer' || i || '@shop.example',
       split_part('DE,JP,IL,AE,KR,US,BR,VN,IE,NG', ',', i % 10 + 1),
       CASE WHEN i % 6 = 0 THEN NULL ELSE date '1950-01-01' + i * 37 % 20000 END,
       i % 3 = 0,
       CASE WHEN i % 4 = 0 THEN NULL
            ELSE jsonb_build_object('language', split_part('de,ja,he,ar,ko', ',', i % 5 + 1),
                                    'theme', CASE WHEN i % 2 = 0 THEN 'dark' ELSE 'light' END,
                                    'sizes', jsonb_build_array(i % 5 + 36, i % 5 + 37)) END,
       CASE WHEN i = 1 THEN E'Colours \x1b[31mred\x1b[0m, a bell \x07, a tab \t, and\na second line'
            WHEN i % 9 = 0 THEN 'Prefers deliveries after six. 午後六時以降。' END,
       timestamptz '2022-01-01 08:00:00+00' + i * interval '5 hours 17 minutes'
FROM generate_series(1, 4000) AS i,
     LATERAL (SELECT ('x' || substr(md5('name ' || i), 1, 6))::bit(24)::integer AS chance) AS random;

INSERT INTO shop.products
SELECT md5('product ' || i)::uuid,
       'SKU-' || lpad(i::text, 5, '0'),
       split_part('Oak,Copper,Linen,Glass,Wool,Slate', ',', i % 6 + 1) || ' '
           || split_part('lamp,kettle,blanket,chair,notebook,bowl,clock', ',', i % 7 + 1),
       CASE WHEN i % 5 = 0 THEN NULL
            WHEN i % 50 = 1 THEN repeat('Made by hand from what the season gives. ', 150)
            ELSE 'Made by hand. No. ' || i END,
       round((i * 7919 % 49900 + 99) / 100.0, 2),
       CASE WHEN i % 8 = 0 THEN NULL ELSE (i % 90 + 3) / 7.0 END,
       jsonb_build_object('colour', split_part('red,green,blue,黒', ',', i % 4 + 1),
                          'stock', i * 31 % 400, 'tags', jsonb_build_array('home', 'no ' || i)),
       CASE WHEN i % 10 = 0 THEN decode('89504e470d0a1a0a' || md5(i::text), 'hex') END,
       i % 13 <> 0
FROM generate_series(1, 800) AS i;

INSERT INTO shop.orders
SELECT md5('order ' || i)::uuid,
       md5('customer ' || (i * 7 % 4000 + 1))::uuid,
       split_part('delivered,delivered,delivered,shipped,placed,returned', ',', i % 6 + 1),
       timestamptz '2024-01-01 00:00:00+00' + i * interval '1 hour 11 minutes 7.25 seconds',
       CASE WHEN i % 6 = 4 THEN NULL
            ELSE timestamptz '2024-01-03 12:00:00+00' + i * interval '1 hour 11 minutes' END,
       CASE WHEN i % 7 = 0 THEN i % 30 + 0.5 END,
       CASE WHEN i % 17 = 0 THEN 'Please ring twice; שלום' END
FROM generate_series(1, 15000) AS i;

INSERT INTO shop.order_lines
SELECT md5('order ' || i)::uuid,
       line,
       md5('product ' || ((i * 13 + line * 101) % 800 + 1))::uuid,
       (i + line) % 4 + 1,
       round(((i * 13 + line * 101) % 800 + 1) * 7919 % 49900 / 100.0 + 0.99, 2)
FROM generate_series(1, 15000) AS i, generate_series(1, 4) AS line
WHERE line <= i % 4 + 1;

ALTER TABLE shop.orders
    ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES shop.customers;

ALTER TABLE shop.order_lines
    ADD CONSTRAINT order_lines_order_fkey FOREIGN KEY (order_id) REFERENCES shop.orders;

ALTER TABLE shop.order_lines
    ADD CONSTRAINT order_lines_product_fkey FOREIGN KEY (product_id) REFERENCES shop.products;

CREATE UNIQUE INDEX products_sku ON shop.products (sku);

CREATE INDEX orders_customer ON shop.orders (customer_id);

CREATE INDEX orders_placed ON shop.orders (placed);

CREATE INDEX order_lines_product ON shop.order_lines (product_id);

CREATE VIEW shop.order_totals AS
SELECT o.id AS order_id, o.customer_id, o.placed,
       sum(l.quantity * l.price) * (1 - coalesce(o.discount, 0) / 100) AS total
FROM shop.orders AS o JOIN shop.order_lines AS l ON l.order_id = o.id
GROUP BY o.id;

CREATE VIEW shop.best_sellers AS
SELECT p.sku, p.title, sum(l.quantity) AS sold, sum(l.quantity * l.price) AS revenue
FROM shop.products AS p JOIN shop.order_lines AS l ON l.product_id = p.id
GROUP BY p.id
ORDER BY sold DESC, p.sku;

COMMENT ON SCHEMA shop IS 'Sample data of the dsql-tui sandbox';

COMMENT ON COLUMN shop.customers.note IS 'The first one holds control characters';

ANALYZE shop.customers, shop.products, shop.orders, shop.order_lines;

SET SESSION AUTHORIZATION pg_dsql;

SELECT pg_catalog.pg_dsql_watch(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'shop'::regnamespace;

