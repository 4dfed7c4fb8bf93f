-- Orders and what hangs on them: what Django's models cannot say.

-- A version, a suspension and a scan are of the order's own person: who sees the one sees the other, and nobody else does.
ALTER TABLE order_versions ADD CONSTRAINT version_of_order_of_person FOREIGN KEY (order_id, person) REFERENCES orders (id, person);
ALTER TABLE suspensions ADD CONSTRAINT suspension_of_order_of_person FOREIGN KEY (order_id, person) REFERENCES orders (id, person);
ALTER TABLE order_documents ADD CONSTRAINT document_of_order_of_person FOREIGN KEY (order_id, person) REFERENCES orders (id, person);

-- What an order said, and what the court signed, is a record: it is never changed.
CREATE TRIGGER order_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_versions EXECUTE FUNCTION refuse_change();
CREATE TRIGGER order_documents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_documents EXECUTE FUNCTION refuse_change();
