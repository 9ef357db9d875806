CREATE TABLE thing (
    id    bigint PRIMARY KEY,
    label text NOT NULL CHECK (length(label) < 20)
);

-- Several statements, and a body with semicolons: the whole file goes to the server as it is.
CREATE FUNCTION things() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT count(*) FROM thing);
END;
$$;
