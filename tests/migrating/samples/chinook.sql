/* In the shape of Chinook with serial keys: its own database, rows of both kinds, national strings. */
DROP DATABASE IF EXISTS chinook;
CREATE DATABASE chinook;
\c chinook;

CREATE TABLE artist
(
    artist_id SERIAL NOT NULL,
    name VARCHAR(120),
    CONSTRAINT artist_pkey PRIMARY KEY  (artist_id)
);

CREATE TABLE album
(
    album_id SERIAL NOT NULL,
    title VARCHAR(160) NOT NULL,
    artist_id INT NOT NULL,
    price NUMERIC(10,2),
    released TIMESTAMP,
    CONSTRAINT album_pkey PRIMARY KEY  (album_id)
);

CREATE TABLE artist_album
(
    artist_id INT NOT NULL,
    album_id INT NOT NULL,
    CONSTRAINT artist_album_pkey PRIMARY KEY  (artist_id, album_id)
);

ALTER TABLE album ADD CONSTRAINT album_artist_id_fkey
    FOREIGN KEY (artist_id) REFERENCES artist (artist_id) ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE INDEX album_artist_id_idx ON album (artist_id);

INSERT INTO artist (name) VALUES
    (N'AC/DC'),
    (N'Antônio Carlos Jobim '),
    (N'Guns N'' Roses');
INSERT INTO album (title, artist_id, price, released) VALUES
    (N'For Those About To Rock; We Salute You', 1, 0.99, '2021/1/6'),
    (N'Chill: Brazil (Disc 2)', 2, .5, '2021/12/31 23:59:59'),
    (N'Appetite
for Destruction', 3, NULL, NULL);
INSERT INTO artist_album (artist_id, album_id) VALUES (1, 1);
INSERT INTO artist_album VALUES (3, 3);
