"""受取: from the delivery notice to the card in hand, by the person or an agent, alone or on a trip for several."""
