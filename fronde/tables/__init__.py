"""What a week changes: tables of people, organisations and the street, and where they live."""
