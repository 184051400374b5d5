"""Who can see a doctor today, with what: registration for insurance use, 資格確認書, notices and vouchers."""
