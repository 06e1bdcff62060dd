--
-- In the shape of Northwind: an old dump with INSERT statements, and keys at its end.
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET default_tablespace = '';
SET default_with_oids = false;

---
--- drop tables
---

DROP TABLE IF EXISTS order_details;
DROP TABLE IF EXISTS employees;

CREATE TABLE employees (
    employee_id smallint NOT NULL,
    last_name character varying(20) NOT NULL,
    birth_date date,
    region character(4),
    photo bytea,
    notes text,
    reports_to smallint
);

CREATE TABLE order_details (
    order_id smallint NOT NULL,
    product_id smallint NOT NULL,
    unit_price real NOT NULL,
    discount real NOT NULL
);

INSERT INTO employees VALUES (1, 'Davolio', '1948-12-08', 'WA', '\x', 'Education includes a BA; "The Art of the Cold Call".', 2);
INSERT INTO employees VALUES (2, 'Fuller', '1952-02-19', NULL, '\xdeadbeef', E'It''s\t\\a', NULL);
INSERT INTO order_details VALUES (10248, 11, 14, 0);
INSERT INTO order_details VALUES (10248, 42, 9.80000019, 0.150000006);

ALTER TABLE ONLY order_details
    ADD CONSTRAINT pk_order_details PRIMARY KEY (order_id, product_id);

ALTER TABLE ONLY employees
    ADD CONSTRAINT pk_employees PRIMARY KEY (employee_id);

ALTER TABLE ONLY employees
    ADD CONSTRAINT fk_employees_employees FOREIGN KEY (reports_to) REFERENCES employees;
