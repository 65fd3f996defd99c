-- Writes an announcement; the table refuses one that lacks an item. Parameters: the columns.
-- Output: none.
INSERT INTO name_announcement (
    filing_id, kind, category, standard_name, roman, division_code, division_identity,
    division_path, location, approving_authority, approved_on, former_name, approval_no,
    in_force_on, announced_on, announcing_authority, text, place_id, note)
VALUES (
    :filing_id, :kind, :category, :standard_name, :roman, :division_code, :division_identity,
    :division_path, :location, :approving_authority, :approved_on, :former_name, :approval_no,
    :in_force_on, :announced_on, :announcing_authority, :text, :place_id, :note)
